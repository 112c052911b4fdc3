-- Returns {events that wait, their bytes, events that are held back, events that were dropped, when last in ms or 0, dead letters,
-- their bytes}.
local size = call('HMGET', base .. ':hooks:size', 'events', 'bytes')
local dropped = call('HMGET', base .. ':hooks:dropped', 'events', 'bytes', 'at')
return {
  tonumber(size[1] or 0),
  tonumber(size[2] or 0),
  call('ZCARD', base .. ':held'),
  (dropped[1] or 0) + (dropped[2] or 0),
  tonumber(dropped[3] or 0),
  call('XLEN', base .. ':hooks:dead'),
  tonumber(call('GET', base .. ':hooks:dead:bytes') or 0),
}
