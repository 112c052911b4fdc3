-- Arguments: 1 if subscribers get counts; number of subscriptions, each: channel, user or ''. Returns {1 if a count is due later, changes}.
local counted = take()
for _ = 1, takeNumber() do
  local channel, user = take(), take()
  unsubscribe(channel, user, counted)
end
return {countDue, changes}
