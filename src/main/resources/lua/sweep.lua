-- Tells the subscription counts that are due, some at a time. Arguments: counted, how many at most.
-- Returns {1 if others are due later, 1 if others are due now}.
local counted, most, now = take(), take(), millis()
local due = call('ZRANGEBYSCORE', base .. ':due', '-inf', whole(now), 'LIMIT', 0, most)
for _, channel in ipairs(due) do
  tellCount(channel, sum(channelKey(channel)), now, counted)
end
return {call('ZCARD', base .. ':due') > 0 and 1 or 0, #due == tonumber(most) and 1 or 0}
