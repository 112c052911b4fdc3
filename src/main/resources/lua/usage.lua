-- Arguments: number of months, each; the current month is the last.
-- Returns {connections, occupied channels, {day, events, ...}, {quota, rejections this month, ...}, months that are not restored, {events, bytes}
-- of the histories}.
local days, unrestored, month = {}, {}, ''
for _ = 1, takeNumber() do
  month = take()
  addDays(month, days)
  if not isRestored(month) then
    unrestored[#unrestored + 1] = month
  end
end
local state, _, events, bytes = call('HGET', base .. ':history', '!state')
if state then
  _, events, bytes = struct.unpack('>ddd', state)
end
return {sum(base .. ':conn'), call('ZCARD', base .. ':channels'), days, call('HGETALL', base .. REJECTIONS .. month), unrestored, {events, bytes}}
