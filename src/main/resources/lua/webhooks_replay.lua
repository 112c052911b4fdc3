-- Queues a dead letter again. Arguments: its entry, its id, its number of events, JSON. Returns 1, or 0 if it no longer exists.
local entry, id, events, event = take(), take(), takeNumber(), take()
local found = call('XRANGE', base .. ':webhooks:dead', entry, entry)[1]
if not found then
  return 0
end
call('XDEL', base .. ':webhooks:dead', entry)
call('DECRBY', base .. ':webhooks:dead:bytes', #found[2][2])
call('HSET', base .. ':webhooks:retries', id, event)
call('ZADD', base .. ':webhooks:due', integer(millis()), id)
webhookQueue().addToSize(events, #event)
webhookQueue().notifyDeliverers()
return 1
