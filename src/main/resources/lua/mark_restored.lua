-- Records that a node has restored its entries in this run of Redis. Not on an app: KEYS[1] the run in which each node restored its
-- entries (hash node -> run), KEYS[2] the nodes that the others stopped waiting for (hash node -> run). ARGV: node, run.
-- Returns 1 if the others stopped waiting for the node in this run: they may have published messages that it did not receive.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local skipped = redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2]
redis.call('HDEL', KEYS[2], ARGV[1])
return skipped and 1 or 0
