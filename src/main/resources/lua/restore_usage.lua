-- Adds the stored events of a month to the usage of the app, once. Arguments: month; number of days, each: day, events. Returns {0}.
local usage = base .. USAGE .. take()
if call('HSETNX', usage, RESTORED, 0) == 1 then
  for _ = 1, takeNumber() do
    call('HINCRBY', usage, take(), take())
  end
  call('EXPIRE', usage, USAGE_TTL)
end
return {0}
