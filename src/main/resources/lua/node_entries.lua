-- Arguments: cursor, 0 to start; about how many. Returns {next cursor, 0 at the end; some entries of the node, as in key n}.
local cursor, count = take(), take()
return call('SSCAN', base .. ':n:' .. node, cursor, 'COUNT', count)
