-- Arguments: channel; cursor, 0 to start; about how many.
-- Returns {next cursor, 0 at the end; some members as in key m, possibly repeated}.
local channel, cursor, count = take(), take(), take()
return call('HSCAN', base .. MEMBERS .. channel, cursor, 'COUNT', count)
