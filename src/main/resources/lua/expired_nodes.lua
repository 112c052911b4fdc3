-- Returns what a caller that is not a node needs to know to release the state of expired nodes. Not on an app: keys as in renew_lease.
-- ARGV: ms that the caller has for a release.
-- Returns {expired nodes that the caller has to release, nodes whose lease has ended, those of the former that ended their lease
-- themselves}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function integer(number) return string.format('%.0f', number) end

local toRelease, left = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', integer(now)), {}
for _, node in ipairs(toRelease) do
  local claimed = integer(now + ARGV[1])
  if tonumber(redis.call('ZSCORE', KEYS[2], node)) % 1 ~= 0 then
    claimed = claimed .. '.5'
    left[#left + 1] = node
  end
  redis.call('ZADD', KEYS[2], claimed, node)
end
return {toRelease, redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', integer(now)), left}
