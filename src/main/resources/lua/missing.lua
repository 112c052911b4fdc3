-- Who of some nodes is not back since Redis was restarted. Not of an app: KEYS[1], KEYS[2] as in back, KEYS[3], KEYS[4] as in beat.
-- ARGV: run, 1 if they are waited for no longer, then the nodes.
-- Returns {those, 1 if what any of them held is unknown to Redis, and so will never be given up}.
local missing, forgotten = {}, 0
for i = 3, #ARGV do
  local node = ARGV[i]
  if redis.call('HGET', KEYS[1], node) ~= ARGV[1] then
    missing[#missing + 1] = node
    if not redis.call('ZSCORE', KEYS[3], node) and not redis.call('ZSCORE', KEYS[4], node) then
      forgotten = 1
    end
    if ARGV[2] == '1' then
      redis.call('HSET', KEYS[2], node, ARGV[1])
    end
  end
end
return {missing, forgotten}
