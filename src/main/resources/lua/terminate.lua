-- Closes the connections of a user. Arguments: user.
local user = take()
send('T', userKey(user), '', '#' .. user, '')
return 1
