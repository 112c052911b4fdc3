-- Tells what is to be kept of a month, to one node in a minute. Arguments: month.
-- Returns {'forgotten'} if that has to be restored first; {'later'} if another node was told; or {'days', {day, events, ...}}.
local month = take()
if not isRestored(month) then
  return {'forgotten'}
end
if not call('SET', base .. ':kept:' .. month, node, 'NX', 'EX', 50) then
  return {'later'}
end
return {'days', addDays(month, {})}
