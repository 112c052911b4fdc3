-- A node ends of its own will: others give up what it may still hold. Not of an app: keys as in beat. ARGV: node.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return 1
