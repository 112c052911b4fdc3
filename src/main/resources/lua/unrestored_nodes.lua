-- Finds the nodes that have not restored their entries since Redis was restarted. Not on an app: KEYS[1], KEYS[2] as in mark_restored,
-- KEYS[3], KEYS[4] as in renew_lease. ARGV: run, 1 if the caller stops waiting for them, then the nodes.
-- Returns {the nodes, 1 if Redis has neither a lease nor an expiry of one of them, which therefore will never be released}.
local unrestored, unknown = {}, 0
for i = 3, #ARGV do
  local node = ARGV[i]
  if redis.call('HGET', KEYS[1], node) ~= ARGV[1] then
    unrestored[#unrestored + 1] = node
    if not redis.call('ZSCORE', KEYS[3], node) and not redis.call('ZSCORE', KEYS[4], node) then
      unknown = 1
    end
    if ARGV[2] == '1' then
      redis.call('HSET', KEYS[2], node, ARGV[1])
    end
  end
end
return {unrestored, unknown}
