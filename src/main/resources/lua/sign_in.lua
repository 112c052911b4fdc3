-- Arguments: user; 1 if this is the connection's first sign-in as the user; number of users no longer watched, each; number of
-- watched users, each. Returns {sequence, the watched users who are online}.
local user, first = take(), take()
if first == '1' then
  local wasOnline = call('EXISTS', base .. USER .. user) == 1
  addToCount(base .. USER .. user, 'u' .. user, 1)
  if not wasOnline then
    sendOnline(user)
  end
end
for _ = 1, takeNumber() do
  unwatch(take())
end
local online = {}
for _ = 1, takeNumber() do
  local id = take()
  addToCount(base .. WATCHERS .. id, 'w' .. id, 1)
  if call('EXISTS', base .. USER .. id) == 1 then
    online[#online + 1] = id
  end
end
return {lastSequence(), online}
