-- Node: new -> ALIVE, ALIVE -> ALIVE, EXPIRED -> RETURNED, RELEASED -> RETURNED.
-- Takes or renews the lease of a node, and returns what it needs to know of the others. Not on an app: KEYS[1] leases (zset node ->
-- end in ms), KEYS[2] expired nodes (zset node -> time in ms until which another node releases it, plus 0.5 if the node ended its lease
-- itself). ARGV: node; duration of the lease in ms; 1 if the node may be new; 1 if it can release the state of expired nodes.
-- Returns {'EXPIRED'} if the node has no lease and is not new, or {'ALIVE', nodes with a lease, expired nodes that the caller has to
-- release, nodes whose lease has ended, those of the nodes to release that ended their lease themselves}.
local leases, expired = KEYS[1], KEYS[2]
local node, duration = ARGV[1], tonumber(ARGV[2])
local mayBeNew, canRelease = ARGV[3] == '1', ARGV[4] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function integer(number) return string.format('%.0f', number) end

local leaseEnd = redis.call('ZSCORE', leases, node)
if not leaseEnd and not mayBeNew then
  redis.call('ZADD', expired, 0, node)
  return {'EXPIRED'}
end
redis.call('ZADD', leases, integer(now + duration), node)

local toRelease, left = {}, {}
if canRelease then
  toRelease = redis.call('ZRANGEBYSCORE', expired, '-inf', integer(now))
  for _, other in ipairs(toRelease) do
    local claimed = integer(now + duration)
    if tonumber(redis.call('ZSCORE', expired, other)) % 1 ~= 0 then
      claimed = claimed .. '.5'
      left[#left + 1] = other
    end
    redis.call('ZADD', expired, claimed, other)
  end
end

-- Only a node that renewed its own lease recently can judge others: after Redis hung, the leases of all nodes have ended.
local overdue = {}
if leaseEnd and leaseEnd - now > duration / 2 then
  overdue = redis.call('ZRANGEBYSCORE', leases, '-inf', integer(now))
end
return {'ALIVE', redis.call('ZRANGE', leases, 0, -1), toRelease, overdue, left}
