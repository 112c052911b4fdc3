-- Node: EXPIRED -> RELEASED.
-- Records that the state of an expired node is released in some apps, and ends the release if these were the last. Not on an app:
-- KEYS[1] expired nodes as in renew_lease, KEYS[2] the apps of the node (set), KEYS[3], KEYS[4] as in mark_restored.
-- ARGV: the node, then the apps.
for i = 2, #ARGV do
  redis.call('SREM', KEYS[2], ARGV[i])
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[3], ARGV[1])
  redis.call('HDEL', KEYS[4], ARGV[1])
end
return 1
