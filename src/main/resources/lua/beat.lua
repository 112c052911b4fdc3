-- Renews a node's lease, and finds the dead. Not of an app: KEYS[1] leases (zset node -> end), KEYS[2] the dead (zset node ->
-- until when somebody reaps it). ARGV: node, lease in ms, 1 if the node may be new, ms for one try at reaping,
-- 1 if other nodes may be taken for dead.
-- Returns {'gone'} if the lease had ended and the node was taken for dead, or {'alive', live nodes, nodes to reap}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function whole(number) return string.format('%.0f', number) end

if ARGV[3] ~= '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  redis.call('ZADD', KEYS[2], 0, ARGV[1])
  return {'gone'}
end
redis.call('ZADD', KEYS[1], whole(now + ARGV[2]), ARGV[1])
if ARGV[5] == '1' then
  for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(now))) do
    redis.call('ZREM', KEYS[1], dead)
    redis.call('ZADD', KEYS[2], 0, dead)
  end
end
local toReap = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', whole(now))
for _, dead in ipairs(toReap) do
  redis.call('ZADD', KEYS[2], whole(now + ARGV[4]), dead)
end
return {'alive', redis.call('ZRANGE', KEYS[1], 0, -1), toReap}
