-- Takes nodes for dead that a beat found silent, if they still are. Not of an app: keys as in beat. ARGV: the nodes. This is no
-- part of beat, because who asks for it must be known to have heard the answer of its beat in time: what Redis carries out late,
-- after it hung, finds everybody silent.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, node in ipairs(ARGV) do
  local ends = redis.call('ZSCORE', KEYS[1], node)
  if ends and tonumber(ends) <= now then
    redis.call('ZREM', KEYS[1], node)
    redis.call('ZADD', KEYS[2], 0, node)
  end
end
return 1
