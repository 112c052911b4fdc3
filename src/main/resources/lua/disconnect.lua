-- Gives up a connection, and what it still holds: a slice of its subscriptions at most, the others went before it by unsubscribe.
-- Arguments: counted; user or ''; number of watched, each; number of subscriptions, each channel and user or ''.
-- Returns {1 if a count is due later}.
local counted, user = take(), take()
local watched = {}
for i = 1, takeNumber() do
  watched[i] = take()
end
for i = 1, takeNumber() do
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
return {heldBack}
