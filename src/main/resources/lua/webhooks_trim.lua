-- Deletes the dead letters that are older than a time, up to 1,000 with each call. Arguments: ms for which they are kept.
-- Returns how many.
local dead, size = base .. ':webhooks:dead', base .. ':webhooks:dead:bytes'
local oldest, deleted = millis() - takeNumber(), 0
for _, letter in ipairs(call('XRANGE', dead, '-', '(' .. integer(oldest), 'COUNT', 1000)) do
  call('XDEL', dead, letter[1])
  call('DECRBY', size, #letter[2][2])
  deleted = deleted + 1
end
if call('XLEN', dead) == 0 then
  call('DEL', dead, size)
end
return deleted
