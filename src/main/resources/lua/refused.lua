-- Arguments: month, quota, how often it refused something.
local refused = refusedKey(take())
call('HINCRBY', refused, take(), take())
call('EXPIRE', refused, USED_KEPT)
return {0}
