-- Arguments: weight; events per second or -1; events per month or -1; the day, like 2026-01-31; 1 to return counts; the context of the
-- trace or ''; number of events, each: c or u, channel or user, excluded socket id or '', frame, then how it is cached: '' not at all,
-- or the time to live in ms (-1 without expiry), event name and data, or 'report', event name, data and user or '' for a client event
-- that is recorded for the webhook.
-- Returns {'rate', ms to wait}, or {'month'}, or {'accepted', {subscriptions, members} of each event if counts were requested, 1 if
-- the usage of the month is not restored}.
local weight, rate, monthly, day, wantsCounts = takeNumber(), takeNumber(), takeNumber(), take(), take()
local trace, events = take(), takeNumber()
local month = string.sub(day, 1, 7)
local usage = usageKey(month)

if monthly >= 0 and sum(usage) + events > monthly then
  return {'month'}
end

if rate >= 0 and weight > 0 then
  local bucket, now = base .. ':rate', millis()
  local state = call('HMGET', bucket, 'tokens', 'at')
  local tokens = tonumber(state[1] or rate)
  local elapsed = math.max(0, now - (state[2] or now))
  tokens = math.min(rate, tokens + elapsed * rate / 1000)
  local missing = math.min(weight, rate) - tokens
  if missing > 0.000001 then
    return {'rate', math.ceil(missing * 1000 / rate)}
  end
  call('HSET', bucket, 'tokens', tokens - weight, 'at', integer(now))
  call('PEXPIRE', bucket, 60000)
end

local unrestored = 0
if call('HINCRBY', usage, day, events) == events then
  call('EXPIRE', usage, USAGE_TTL)
  unrestored = isRestored(month) and 0 or 1
end

-- The context of a trace is sent before its messages, on a topic of its own, and an empty one after them. The messages themselves
-- are the same with and without a trace.
local traced = {}
local function sendTraceContext(to, context)
  call('PUBLISH', prefix .. ':traces:' .. to, app .. '\n' .. context)
end

local function sendFrame(routes, except, topic, frame)
  if trace ~= '' then
    for _, to in ipairs(call('HKEYS', routes)) do
      if not traced[to] then
        traced[to] = true
        sendTraceContext(to, trace)
      end
    end
  end
  send('F', routes, except, topic, frame)
end

local counts = {}
for i = 1, events do
  local kind, name, except, frame, ttl = take(), take(), take(), take(), take()
  if kind == 'u' then
    sendFrame(userKey(name), except, '#' .. name, frame)
    counts[i] = {0, 0}
  else
    if ttl == 'report' then
      local event, data, user = take(), take(), take()
      recordEvent('c', name, event, data, except, user)
    elseif ttl ~= '' then
      local cache = cacheKey(name)
      local event, data = take(), take()
      call('HSET', cache, 'e', event, 'd', data)
      if generation then
        call('DEL', missKey(name))
      end
      if ttl == '-1' then
        call('PERSIST', cache)
      else
        call('PEXPIRE', cache, ttl)
      end
    end
    sendFrame(channelKey(name), except, name, frame)
    if wantsCounts == '1' then
      counts[i] = {sum(channelKey(name)), call('HLEN', membersKey(name))}
    end
  end
end
for to in pairs(traced) do
  sendTraceContext(to, '')
end
return {'accepted', wantsCounts == '1' and counts or {}, unrestored}
