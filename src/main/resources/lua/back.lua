-- A node has told Redis all that it holds. Not of an app: KEYS[1] which run of Redis each node is in (hash node -> run), KEYS[2]
-- the nodes for which others waited in vain (hash node -> run). ARGV: node, run.
-- Returns 1 if the others waited in vain for it in this run, and may have published what it did not hear.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local late = redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2]
redis.call('HDEL', KEYS[2], ARGV[1])
return late and 1 or 0
