-- Node: ALIVE -> EXPIRED.
-- Ends the lease of a node that stops; the others release what it may still hold. Not on an app: keys as in renew_lease. ARGV: node.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], '0.5', ARGV[1])
return 1
