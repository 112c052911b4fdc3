-- Returns what has to be stored of a month, to one node in a minute. Arguments: month.
-- Returns {'unrestored'} if the stored events have to be restored first, {'taken'} if another node has it, or
-- {'days', {day, events, ...}}.
local month = take()
if not isRestored(month) then
  return {'unrestored'}
end
if not call('SET', base .. ':usage-taken:' .. month, node, 'NX', 'EX', 50) then
  return {'taken'}
end
return {'days', addDays(month, {})}
