-- Arguments: number of months, and those, this month last.
-- Returns {connections, occupied channels, {day, events, ...}, {quota, how often it refused this month, ...}}.
local days, month = {}, ''
for _ = 1, takeNumber() do
  month = take()
  for _, part in ipairs(call('HGETALL', usedKey(month))) do
    days[#days + 1] = part
  end
end
return {sum(base .. ':conn'), call('ZCARD', base .. ':channels'), days, call('HGETALL', refusedKey(month))}
