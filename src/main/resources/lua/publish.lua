-- Arguments: events per second or -1; events per month or -1; the day, like 2026-01-31; number of publications. For each publication: weight;
-- what it asks for, '' or c counts, or as publish_recoverable.lua has it; the context of the trace or ''; number of events. Then all events,
-- each: c channel, n channel whose history does not keep it, or u user; channel or user; excluded socket id or ''; frame; then how it is
-- cached: '' not at all, or the time to live in ms (-1 without expiry), event name and data, or 'report', event name, data and user or '' for a
-- client event that is recorded for the webhook.
-- Returns a list: 1 if the usage of the month is not restored, else 0; then for each publication {'rate', ms to wait}, or {'month'}, or
-- {'accepted', {subscriptions, members} of each event if requested}, or as publish_recoverable.lua has it.
local rate, monthly, day, publications = takeNumber(), takeNumber(), take(), takeNumber()
local month = string.sub(day, 1, 7)
local usage, bucket = usageKey(month), base .. ':rate'

-- The quotas as the publications before have left them. The bucket is read when it is needed first.
local used = monthly >= 0 and sum(usage)
local tokens, now
local accepted, taken = 0, false

local function takeTokens(weight)
  if not tokens then
    now = millis()
    local state = call('HMGET', bucket, 'tokens', 'at')
    local elapsed = math.max(0, now - (state[2] or now))
    tokens = math.min(rate, (state[1] or rate) + elapsed * rate / 1000)
  end
  local missing = math.min(weight, rate) - tokens
  if missing > 0.000001 then
    return {'rate', math.ceil(missing * 1000 / rate)}
  end
  tokens, taken = tokens - weight, true
end

-- Returns why a publication is rejected, or nil after it was counted.
local function rejection(weight, events)
  if used and used + accepted + events > monthly then
    return {'month'}
  end
  local rejected = rate >= 0 and weight > 0 and takeTokens(weight)
  if not rejected then
    accepted = accepted + events
  end
  return rejected
end

local results, asked, traces, events = {}, {}, {}, {}
for i = 1, publications do
  local weight = takeNumber()
  asked[i], traces[i], events[i] = take(), take(), takeNumber()
  results[i + 1] = recovery and recovery.known(i, asked[i]) or rejection(weight, events[i])
  if recovery then
    recovery.judged(i, results[i + 1])
  end
end

results[1] = 0
if accepted > 0 and call('HINCRBY', usage, day, accepted) == accepted then
  call('EXPIRE', usage, USAGE_TTL)
  results[1] = isRestored(month) and 0 or 1
end
if taken then
  call('HSET', bucket, 'tokens', tokens, 'at', integer(now))
  call('PEXPIRE', bucket, 60000)
end

local function cacheEvent(channel, ttl, event, data, id)
  local cache = cacheKey(channel)
  call('HSET', cache, 'e', event, 'd', data, 'i', id)
  if generation then
    call('DEL', missKey(channel))
  end
  if ttl == '-1' then
    call('PERSIST', cache)
  else
    call('PEXPIRE', cache, ttl)
  end
end

-- The context of a trace is sent before its messages, on a topic of its own, and an empty one after them. The messages themselves
-- are the same with and without a trace.
local function sendTraceContext(to, context)
  call('PUBLISH', prefix .. ':traces:' .. to, app .. '\n' .. context)
end

local function sendNewTraceContexts(routes, trace, traced)
  for _, to in ipairs(call('HKEYS', routes)) do
    if not traced[to] then
      traced[to] = true
      sendTraceContext(to, trace)
    end
  end
end

-- Takes the next event, and sends it unless its publication is not carried out. Returns its id or '', and the keys of its subscriptions and
-- members, none for a user.
local function takeEvent(rejected, trace, traced)
  local kind, name, except, frame, cache = take(), take(), take(), take(), take()
  local event, data, user
  if cache ~= '' then
    event, data = take(), take()
  end
  if cache == 'report' then
    user = take()
  end
  if rejected then
    return
  end
  local isChannel = kind ~= 'u'
  local routes = isChannel and channelKey(name) or userKey(name)
  if trace ~= '' then
    sendNewTraceContexts(routes, trace, traced)
  end
  local id = recovery and isChannel and recovery.send(name, except, frame, kind == 'c')
  if not id then
    send('F', routes, except, isChannel and name or '#' .. name, frame)
  end
  if cache == 'report' then
    recordEvent('c', name, event, data, except, user)
  elseif cache ~= '' then
    cacheEvent(name, cache, event, data, id or '')
  end
  if isChannel then
    return id or '', routes, membersKey(name)
  end
  return ''
end

for i = 1, publications do
  local counts, ids, traced = {}, {}, {}
  local wantsCounts = string.sub(asked[i], 1, 1) == 'c'
  for j = 1, events[i] do
    local id, routes, members = takeEvent(results[i + 1], traces[i], traced)
    ids[j] = id
    if wantsCounts then
      counts[j] = routes and {sum(routes), call('HLEN', members)} or {0, 0}
    end
  end
  for to in pairs(traced) do
    sendTraceContext(to, '')
  end
  if recovery then
    results[i + 1] = recovery.result(i, results, counts, ids)
  else
    results[i + 1] = results[i + 1] or {'accepted', counts}
  end
end
if recovery then
  results[publications + 2] = recovery.close()
end
return results
