-- Arguments: user.
local user = take()
say('T', userKey(user), '', '#' .. user, '')
return 1
