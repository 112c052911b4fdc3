-- Arguments: user; 1 if this connection is new to it; number of no longer watched, each; number of watched, each.
-- Returns {sequence, those of the watched who are online}.
local user, first = take(), take()
if first == '1' then
  local wasOnline = call('EXISTS', userKey(user)) == 1
  tally(userKey(user), 'u' .. user, 1)
  if not wasOnline then
    wentOnline(user)
  end
end
for _ = 1, takeNumber() do
  unwatch(take())
end
local online = {}
for _ = 1, takeNumber() do
  local id = take()
  tally(watchKey(id), 'w' .. id, 1)
  if call('EXISTS', userKey(id)) == 1 then
    online[#online + 1] = id
  end
end
return {lastSequence(), online}
