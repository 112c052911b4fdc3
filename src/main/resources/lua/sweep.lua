-- Tells the subscription counts that are due. Arguments: counted. Returns {1 if others are due later}.
local counted, now = take(), millis()
for _, channel in ipairs(call('ZRANGEBYSCORE', base .. ':due', '-inf', whole(now))) do
  tellCount(channel, sum(channelKey(channel)), now, counted)
end
return {call('ZCARD', base .. ':due') > 0 and 1 or 0}
