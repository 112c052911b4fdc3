-- An attempt is over. Arguments: id; how many events it told; number of entries, each; then 'done', or 'later', JSON and ms until
-- it is due, or 'dead', JSON, how many are kept, how many bytes, and ms for how long.
-- Returns how many of the dead were forgotten because there are too many, or too many bytes.
local id, events, entries = take(), takeNumber(), takeNumber()
local done, bytes = 0, 0
for _ = 1, entries do
  local entry = take()
  local found = call('XRANGE', base .. ':hooks', entry, entry)[1]
  if found then
    call('XDEL', base .. ':hooks', entry)
    done, bytes = done + 1, bytes + #found[2][2]
  end
  call('DEL', base .. ':hooks:batch')
end
local before = call('HSTRLEN', base .. ':hooks:later', id)
if before > 0 then
  call('HDEL', base .. ':hooks:later', id)
  call('ZREM', base .. ':hooks:due', id)
  done, bytes = done + events, bytes + before
end

local outcome, forgotten = take(), 0
if outcome == 'later' then
  local event = take()
  call('HSET', base .. ':hooks:later', id, event)
  call('ZADD', base .. ':hooks:due', whole(millis() + takeNumber()), id)
  done, bytes = done - events, bytes - #event
elseif outcome == 'dead' then
  local event, most, mostOf, kept = take(), takeNumber(), takeNumber(), takeNumber()
  local dead, size = base .. ':hooks:dead', base .. ':hooks:dead:bytes'
  call('XADD', dead, '*', 'd', event)
  local all, oldest = call('INCRBY', size, #event), millis() - kept
  for _ = 1, 1000 do
    local first = call('XRANGE', dead, '-', '+', 'COUNT', 1)[1]
    local over = all > mostOf or call('XLEN', dead) > most
    if not first or not over and tonumber(string.match(first[1], '^%d+')) >= oldest then
      break
    end
    call('XDEL', dead, first[1])
    all = call('DECRBY', size, #first[2][2])
    forgotten = forgotten + (over and 1 or 0)
  end
  call('PEXPIRE', dead, whole(kept))
  call('PEXPIRE', size, whole(kept))
end

resize(0 - done, 0 - bytes)
if call('XLEN', base .. ':hooks') == 0 and call('HLEN', base .. ':hooks:later') == 0 then
  call('DEL', base .. ':hooks:size')
end
return forgotten
