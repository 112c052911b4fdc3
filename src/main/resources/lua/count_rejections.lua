-- Arguments: month, quota, number of rejections. Returns {0}.
local rejections = base .. REJECTIONS .. take()
call('HINCRBY', rejections, take(), take())
call('EXPIRE', rejections, USAGE_TTL)
return {0}
