-- Notes that a node may hold something of an app. Not of an app itself: KEYS[1] leases as in beat, KEYS[2] the node's apps
-- (set). ARGV: node, app. Returns 1, or 0 if the lease of the node expired: then its state is not looked at again.
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
redis.call('SADD', KEYS[2], ARGV[2])
return 1
