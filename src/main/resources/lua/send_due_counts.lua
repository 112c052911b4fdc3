-- Sends subscription counts that are due. Arguments: 1 if subscribers get counts, maximum number of channels.
-- Returns {1 if other counts are due later, 1 if other counts are due now}.
local counted, limit, now = take(), take(), millis()
local due = call('ZRANGEBYSCORE', base .. ':counts:due', '-inf', integer(now), 'LIMIT', 0, limit)
for _, channel in ipairs(due) do
  sendCount(channel, sum(base .. CHANNEL .. channel), now, counted)
end
return {call('ZCARD', base .. ':counts:due') > 0 and 1 or 0, #due == tonumber(limit) and 1 or 0}
