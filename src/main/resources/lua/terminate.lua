-- Closes the connections of a user. Arguments: user, close code.
local user, code = take(), take()
send('T', base .. USER .. user, '', '#' .. user, code)
return 1
