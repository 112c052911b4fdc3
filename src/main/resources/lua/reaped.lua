-- A dead node was reaped. Not of an app: KEYS[1] the dead as in beat, KEYS[2] the dead node's apps (set), KEYS[3], KEYS[4] as in
-- back. ARGV: the dead node, then each app of which it holds nothing more. If there are others, it stays among the dead.
for i = 2, #ARGV do
  redis.call('SREM', KEYS[2], ARGV[i])
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[3], ARGV[1])
  redis.call('HDEL', KEYS[4], ARGV[1])
end
return 1
