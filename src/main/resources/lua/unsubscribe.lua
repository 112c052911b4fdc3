-- Arguments: counted, channel, user or ''. Returns {1 if a count is due later}.
local counted, channel, user = take(), take(), take()
unsubscribe(channel, user, counted)
return {heldBack}
