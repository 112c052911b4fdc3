-- Arguments: most connections, -1 for any number. Returns 1 if counted, 0 if that would be too many.
local most = takeNumber()
local connections = base .. ':conn'
if most >= 0 and sum(connections) + 1 > most then
  return 0
end
call('HINCRBY', connections, node, 1)
return 1
