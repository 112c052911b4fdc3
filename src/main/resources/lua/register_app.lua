-- Registers that a node may hold entries of an app. Not on an app: KEYS[1] leases as in renew_lease, KEYS[2] the node's apps
-- (set). ARGV: node, app. Returns 1, or 0 if the node has no lease: then its apps are not read again.
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
redis.call('SADD', KEYS[2], ARGV[2])
return 1
