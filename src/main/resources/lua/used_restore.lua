-- Adds to a month, once, what was kept of it. Arguments: month; number of days, each: day, events.
local used = usedKey(take())
if call('HSETNX', used, RESTORED, 0) == 1 then
  for _ = 1, takeNumber() do
    call('HINCRBY', used, take(), take())
  end
  call('EXPIRE', used, USED_KEPT)
end
return {0}
