-- Releases a connection and the last part of its subscriptions; earlier parts were released by unsubscribe.
-- Arguments: 1 if subscribers get counts; user or ''; number of watched users, each; number of subscriptions, each: channel, user or ''.
-- Returns {1 if a count is due later, changes}.
local counted, user = take(), take()
local watched = {}
for i = 1, takeNumber() do
  watched[i] = take()
end
for _ = 1, takeNumber() do
  local channel, member = take(), take()
  unsubscribe(channel, member, counted)
end
for _, id in ipairs(watched) do
  unwatch(id)
end
if user ~= '' then
  signOut(user)
end
if call('HINCRBY', base .. ':conn', node, -1) <= 0 then
  call('HDEL', base .. ':conn', node)
end
return {countDue, changes}
