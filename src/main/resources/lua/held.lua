-- Arguments: cursor, 0 to begin; about how many. Returns {next cursor, or 0 at the end, some of what the node holds, as in n}.
local cursor, some = take(), take()
return call('SSCAN', base .. ':n:' .. node, cursor, 'COUNT', some)
