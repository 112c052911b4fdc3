-- Returns what a caller that is not a node needs to know to release the state of expired nodes. Not on an app: keys as in renew_lease.
-- ARGV: ms that the caller has for a release.
-- Returns {expired nodes that the caller has to release, nodes whose lease has ended}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function integer(number) return string.format('%.0f', number) end

local toRelease = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', integer(now))
for _, node in ipairs(toRelease) do
  redis.call('ZADD', KEYS[2], integer(now + ARGV[1]), node)
end
return {toRelease, redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', integer(now))}
