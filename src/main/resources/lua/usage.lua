-- Arguments: number of months, and those, this month last.
-- Returns {connections, occupied channels, {day, events, ...}, {quota, how often it refused this month, ...}, months that are not
-- restored}.
local days, forgotten, month = {}, {}, ''
for _ = 1, takeNumber() do
  month = take()
  addDays(month, days)
  if not isRestored(month) then
    forgotten[#forgotten + 1] = month
  end
end
return {sum(base .. ':conn'), call('ZCARD', base .. ':channels'), days, call('HGETALL', refusedKey(month)), forgotten}
