-- Node: ALIVE -> EXPIRED.
-- Expires the nodes whose lease has ended and was not renewed since renew_lease returned them. Not on an app: keys as in renew_lease.
-- ARGV: the nodes. This is not a part of renew_lease, because the caller must have received the response to its own renewal in time:
-- commands that Redis runs late, after it hung, would find every lease ended.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, node in ipairs(ARGV) do
  local leaseEnd = redis.call('ZSCORE', KEYS[1], node)
  if leaseEnd and tonumber(leaseEnd) <= now then
    redis.call('ZREM', KEYS[1], node)
    redis.call('ZADD', KEYS[2], 0, node)
  end
end
return 1
