-- Renews a node's lease, and finds the dead. Not of an app: KEYS[1] leases (zset node -> end), KEYS[2] the dead (zset node ->
-- until when somebody reaps it). ARGV: node; ms until its lease expires; 1 if it may be new; 1 if
-- it is ready to reap others.
-- Returns {'gone'} if the lease of the node itself expired, or {'alive', live nodes, nodes to reap, silent nodes}.
local leases, dead = KEYS[1], KEYS[2]
local node, length = ARGV[1], tonumber(ARGV[2])
local mayBeNew, reaps = ARGV[3] == '1', ARGV[4] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function whole(number) return string.format('%.0f', number) end

local ends = redis.call('ZSCORE', leases, node)
if not ends and not mayBeNew then
  redis.call('ZADD', dead, 0, node)
  return {'gone'}
end
redis.call('ZADD', leases, whole(now + length), node)

local toReap = {}
if reaps then
  toReap = redis.call('ZRANGEBYSCORE', dead, '-inf', whole(now))
  for _, one in ipairs(toReap) do
    redis.call('ZADD', dead, whole(now + length), one)
  end
end

-- Only who was heard a moment ago itself can say that another was not: after Redis hung, nobody was.
local silent = {}
if ends and ends - now > length / 2 then
  silent = redis.call('ZRANGEBYSCORE', leases, '-inf', whole(now))
end
return {'alive', redis.call('ZRANGE', leases, 0, -1), toReap, silent}
