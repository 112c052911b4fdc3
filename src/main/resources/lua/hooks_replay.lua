-- Makes a dead letter due again. Arguments: its entry, its id, how many events it tells, JSON. Returns 1, or 0 if it is not there
-- any more.
local entry, id, events, event = take(), take(), takeNumber(), take()
local found = call('XRANGE', base .. ':hooks:dead', entry, entry)[1]
if not found then
  return 0
end
call('XDEL', base .. ':hooks:dead', entry)
call('DECRBY', base .. ':hooks:dead:bytes', #found[2][2])
call('HSET', base .. ':hooks:later', id, event)
call('ZADD', base .. ':hooks:due', whole(millis()), id)
resize(events, #event)
wakeDeliverers()
return 1
