-- Returns {waiting events, their bytes, delayed events, dropped events, time of the last drop in ms or 0, dead letters, their bytes}.
local size = call('HMGET', base .. ':webhooks:size', 'events', 'bytes')
local dropped = call('HMGET', base .. ':webhooks:dropped', 'events', 'bytes', 'at')
return {
  tonumber(size[1] or 0),
  tonumber(size[2] or 0),
  call('ZCARD', base .. ':webhooks:delayed'),
  (dropped[1] or 0) + (dropped[2] or 0),
  tonumber(dropped[3] or 0),
  call('XLEN', base .. ':webhooks:dead'),
  tonumber(call('GET', base .. ':webhooks:dead:bytes') or 0),
}
