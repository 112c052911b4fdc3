-- Arguments: weight; events per second or -1; events per month or -1; the day, like 2026-01-31; 1 if counts are asked for; the
-- context of a trace or ''; number of events, each: c or u, channel or user, excepted socket or '', frame, how long to cache in ms
-- (-1 without expiry, '' not at all), and if it is cached, name and data; in place of how long, 'report' for an event of a client that is
-- reported, and then name, data and its user or ''.
-- Returns {'over', ms to wait}, or {'over month'}, or {'accepted', subscriptions and users of each, 1 if the month is not restored}.
local weight, rate, monthly, day, asked = takeNumber(), takeNumber(), takeNumber(), take(), take()
local trace, events = take(), takeNumber()
local month = string.sub(day, 1, 7)
local used = usedKey(month)

if monthly >= 0 and sum(used) + events > monthly then
  return {'over month'}
end

if rate >= 0 and weight > 0 then
  local bucket, now = base .. ':rate', millis()
  local state = call('HMGET', bucket, 'tokens', 'at')
  local tokens = tonumber(state[1] or rate)
  local elapsed = math.max(0, now - (state[2] or now))
  tokens = math.min(rate, tokens + elapsed * rate / 1000)
  local missing = math.min(weight, rate) - tokens
  if missing > 0.000001 then
    return {'over', math.ceil(missing * 1000 / rate)}
  end
  call('HSET', bucket, 'tokens', tokens - weight, 'at', whole(now))
  call('PEXPIRE', bucket, 60000)
end

local forgotten = 0
if call('HINCRBY', used, day, events) == events then
  call('EXPIRE', used, USED_KEPT)
  forgotten = isRestored(month) and 0 or 1
end

-- What is traced has a line before it on a topic beside the inbox, and one without context after it, so that the messages are the
-- same for nodes that do not listen there.
local traced = {}
local function tellTrace(to, context)
  call('PUBLISH', string.match(base, '^(.*):{') .. ':traces:' .. to, app .. '\n' .. context)
end

local function publish(routes, except, topic, frame)
  if trace ~= '' then
    for _, to in ipairs(call('HKEYS', routes)) do
      if not traced[to] then
        traced[to] = true
        tellTrace(to, trace)
      end
    end
  end
  say('F', routes, except, topic, frame)
end

local counts = {}
for i = 1, events do
  local kind, name, except, frame, ttl = take(), take(), take(), take(), take()
  if kind == 'u' then
    publish(userKey(name), except, '#' .. name, frame)
    counts[i] = {0, 0}
  else
    if ttl == 'report' then
      local event, data, user = take(), take(), take()
      report('c', name, event, data, except, user)
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
    publish(channelKey(name), except, name, frame)
    if asked == '1' then
      counts[i] = {sum(channelKey(name)), call('HLEN', membersKey(name))}
    end
  end
end
for to in pairs(traced) do
  tellTrace(to, '')
end
return {'accepted', asked == '1' and counts or {}, forgotten}
