-- Returns the webhook events of an app that can be delivered, if no other node owns its queue. Arguments: ms for which this node owns
-- the queue; the last entry that it knows, or ''; maximum number of entries; maximum number of retries; ms after which these are
-- due again if their outcome is not recorded; 1 if the entries are delivered in one batch; ms within which all nodes know a new
-- webhook.
-- Returns {'elsewhere', ms}, or {'here', {id and JSON of each entry}, {JSON of each retry}, ms until more is due or -1, waiting events,
-- events dropped since the last call because of their number, and because of their bytes}.
local ownership, after, limit, retryLimit = takeNumber(), take(), takeNumber(), takeNumber()
local retryAfter, batched, propagation = takeNumber(), take(), takeNumber()
local owner = call('GET', base .. ':webhooks:owner')
if owner and owner ~= node then
  return {'elsewhere', call('PTTL', base .. ':webhooks:owner')}
end
call('SET', base .. ':webhooks:owner', node, 'PX', ownership)
local exactly = micros()
local now = math.floor(exactly / 1000)

-- Delayed events that are due: those of this webhook are queued, those of an earlier one dropped, and those of a later one stay until
-- this node knows that webhook.
local current = tonumber(generation or now - propagation)
for _, delayed in ipairs(call('ZRANGEBYSCORE', base .. ':webhooks:delayed', '-inf', integer(exactly), 'LIMIT', 0, 500)) do
  local of = call('HGET', base .. ':webhooks:delayed:of', delayed) or '0'
  if tonumber(of) > current then
    call('ZADD', base .. ':webhooks:delayed', integer(exactly + 1000000), delayed)
  else
    webhookQueue().removeDelayed(delayed)
    if of == generation or of == ANY_GENERATION then
      local channel, user = string.match(string.sub(delayed, 2), '^([^\n]*)\n?(.*)$')
      recordEvent(string.sub(delayed, 1, 1), channel, user ~= '' and user or nil)
    end
  end
end

-- The next owner of a batch whose node expired delivers the same entries.
local function entries(to)
  return call('XRANGE', base .. ':webhooks', after == '' and '-' or '(' .. after, to, 'COUNT', limit)
end
local first = {}
if limit > 0 and batched == '1' then
  local last = call('GET', base .. ':webhooks:batch')
  first = last and entries(last) or {}
  if #first == 0 then
    first = entries('+')
  end
  if #first > 0 then
    call('SET', base .. ':webhooks:batch', first[#first][1])
  end
elseif limit > 0 then
  first = entries('+')
end
for i, entry in ipairs(first) do
  local event = entry[2][2]
  if string.find(event, '^%["%-?%d+","v",') then
    call('HDEL', base .. ':webhooks:vacated', cjson.decode(event)[3])
  end
  first[i] = {entry[1], event}
end

local retries = {}
if retryLimit > 0 then
  for _, id in ipairs(call('ZRANGEBYSCORE', base .. ':webhooks:due', '-inf', integer(now), 'LIMIT', 0, retryLimit)) do
    call('ZADD', base .. ':webhooks:due', integer(now + retryAfter), id)
    retries[#retries + 1] = call('HGET', base .. ':webhooks:retries', id)
  end
end

local function timeLeft(key, unit, from)
  local soonest = call('ZRANGE', base .. key, 0, 0, 'WITHSCORES')[2]
  return soonest and math.max(0, math.ceil((soonest - from) / unit)) or math.huge
end
local nextDue = math.min(timeLeft(':webhooks:delayed', 1000, exactly), timeLeft(':webhooks:due', 1, now))
if nextDue == math.huge then
  nextDue = -1
end

local function newlyDropped(reason)
  local counts = call('HMGET', base .. ':webhooks:dropped', reason, 'seen:' .. reason)
  local new = (counts[1] or 0) - (counts[2] or 0)
  if new > 0 then
    call('HSET', base .. ':webhooks:dropped', 'seen:' .. reason, counts[1])
  end
  return new
end
local waiting = call('XLEN', base .. ':webhooks') + call('HLEN', base .. ':webhooks:retries')
return {'here', first, retries, nextDue, waiting, newlyDropped('events'), newlyDropped('bytes')}
