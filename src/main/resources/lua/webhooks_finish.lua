-- Records the outcome of a delivery attempt. Arguments: id; number of events; number of entries, each; then 'done'; or 'retry', JSON
-- and ms until it is due; or 'dead', JSON, maximum number of dead letters, of their bytes, and ms for which they are kept.
-- Returns the number of dead letters that were dropped because there are too many, or too many bytes.
local id, events, entries = take(), takeNumber(), takeNumber()
local done, bytes = 0, 0
for _ = 1, entries do
  local entry = take()
  local found = call('XRANGE', base .. ':webhooks', entry, entry)[1]
  if found then
    call('XDEL', base .. ':webhooks', entry)
    done, bytes = done + 1, bytes + #found[2][2]
  end
  call('DEL', base .. ':webhooks:batch')
end
local before = call('HSTRLEN', base .. ':webhooks:retries', id)
if before > 0 then
  call('HDEL', base .. ':webhooks:retries', id)
  call('ZREM', base .. ':webhooks:due', id)
  done, bytes = done + events, bytes + before
end

local outcome, dropped = take(), 0
if outcome == 'retry' then
  local event = take()
  call('HSET', base .. ':webhooks:retries', id, event)
  call('ZADD', base .. ':webhooks:due', integer(millis() + takeNumber()), id)
  done, bytes = done - events, bytes - #event
elseif outcome == 'dead' then
  local event, maxLetters, maxBytes, kept = take(), takeNumber(), takeNumber(), takeNumber()
  local dead, size = base .. ':webhooks:dead', base .. ':webhooks:dead:bytes'
  call('XADD', dead, '*', 'd', event)
  local all, oldest = call('INCRBY', size, #event), millis() - kept
  for _ = 1, 1000 do
    local first = call('XRANGE', dead, '-', '+', 'COUNT', 1)[1]
    local over = all > maxBytes or call('XLEN', dead) > maxLetters
    if not first or not over and tonumber(string.match(first[1], '^%d+')) >= oldest then
      break
    end
    call('XDEL', dead, first[1])
    all = call('DECRBY', size, #first[2][2])
    dropped = dropped + (over and 1 or 0)
  end
  call('PEXPIRE', dead, integer(kept))
  call('PEXPIRE', size, integer(kept))
end

webhookQueue().addToSize(0 - done, 0 - bytes)
if call('XLEN', base .. ':webhooks') == 0 and call('HLEN', base .. ':webhooks:retries') == 0 then
  call('DEL', base .. ':webhooks:size')
end
return dropped
