-- An attempt is over. Arguments: id; number of entries, each; then 'done', or 'later', JSON and ms until it is due, or 'dead', JSON,
-- how many are kept and ms for how long.
local id = take()
for _ = 1, takeNumber() do
  call('XDEL', base .. ':hooks', take())
  call('DEL', base .. ':hooks:batch')
end
call('HDEL', base .. ':hooks:later', id)
call('ZREM', base .. ':hooks:due', id)
local outcome, event = take(), take()
if outcome == 'later' then
  call('HSET', base .. ':hooks:later', id, event)
  call('ZADD', base .. ':hooks:due', whole(millis() + takeNumber()), id)
elseif outcome == 'dead' then
  local most, kept = take(), takeNumber()
  call('XADD', base .. ':hooks:dead', 'MAXLEN', '~', most, '*', 'd', event)
  call('XTRIM', base .. ':hooks:dead', 'MINID', '~', whole(millis() - kept))
  call('PEXPIRE', base .. ':hooks:dead', whole(kept))
end
return 1
