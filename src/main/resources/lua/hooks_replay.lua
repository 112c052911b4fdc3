-- Makes a dead letter due again. Arguments: its entry, its id, JSON. Returns 1, or 0 if it is not there any more.
local entry, id, event = take(), take(), take()
if call('XDEL', base .. ':hooks:dead', entry) == 0 then
  return 0
end
call('HSET', base .. ':hooks:later', id, event)
call('ZADD', base .. ':hooks:due', whole(millis()), id)
wakeDeliverers()
return 1
