-- Arguments: maximum number of connections or -1. Returns 1 if the connection is counted, 0 if it would exceed the maximum.
local limit = takeNumber()
local connections = base .. ':conn'
if limit >= 0 and sum(connections) + 1 > limit then
  return 0
end
call('HINCRBY', connections, node, 1)
return 1
