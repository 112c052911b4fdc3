-- Arguments: events per second or -1; events per month or -1; the day, like 2026-01-31; number of publications. For each publication: weight;
-- what it asks for, '' or c counts, or as publish_recoverable.lua has it; the context of the trace or ''; number of events. Then all events,
-- each: c channel, n channel whose history does not keep it, or u user; channel or user; excluded socket id or ''; frame; then how it is
-- cached: '' not at all, or the time to live in ms (-1 without expiry), event name and data, or 'report', event name, data and user or '' for a
-- client event that is recorded for the webhook.
-- Returns a list: 1 if the usage of the month is not restored, else 0; then for each publication {'rate', ms to wait}, or {'month'}, or 1 if it is
-- accepted and asks for nothing, or {'accepted', {subscriptions, members} of each event if requested}, or as publish_recoverable.lua has it.
local rate, monthly, day, publications = takeNumber(), takeNumber(), take(), takeNumber()
local month = string.sub(day, 1, 7)
local usage, bucket = USAGE .. month, base .. ':rate'

-- The quotas as the publications before have left them. The bucket is read when it is needed first.
local used = monthly >= 0 and sum(usage)
local tokens, now
local accepted, taken = 0, false

-- Returns why a publication is rejected, or nil after it was counted.
local function rejection(weight, events)
  if used and used + accepted + events > monthly then
    return {'month'}
  end
  if rate >= 0 and weight > 0 then
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
  accepted = accepted + events
end

local results, asked, traces, events, keys = {}, {}, {}, {}, nil
for i = 1, publications do
  local weight = takeNumber()
  asked[i], traces[i], events[i] = take(), take(), takeNumber()
  if recovery and string.find(asked[i], ';', 1, true) then
    keys = keys or recovery.createKeys()
  end
  local result = keys and keys.known(i, asked[i]) or rejection(weight, events[i])
  if keys and not result then
    keys.accepted(i)
  end
  results[i + 1] = result
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
  local cache = CACHE .. channel
  call('HSET', cache, 'e', event, 'd', data, 'i', id)
  if generation then
    call('DEL', MISS .. channel)
  end
  if ttl == '-1' then
    call('PERSIST', cache)
  else
    call('PEXPIRE', cache, ttl)
  end
end

-- Each node gets its events of the call in one message: P, app, and time, then for each event its number, excluded socket id, topic, epoch
-- or '', and frame, one line each. A frame is JSON, which has no line breaks.
local function newMessage()
  return {'P', app, ARGV[5]}
end
local message, messageOf, last = newMessage(), {}, nil

local function sendMessages()
  if not last then
    return
  end
  local text = table.concat(message, '\n')
  log(last, text)
  for to, ofNode in pairs(messageOf) do
    call('PUBLISH', prefix .. ':inbox:' .. to, #ofNode == #message and text or table.concat(ofNode, '\n'))
  end
  message, messageOf, last = newMessage(), {}, nil
end

-- The nodes with subscriptions or connections, by the key of these: publishing does not change them. The numbers of all events of the call
-- are taken at once: those that are sent to nobody leave gaps. The nodes that know of the current trace.
local nodesOf, nextNumber, traced = {}, nil, {}

-- Takes the next event, which is sent and stored unless its publication is not carried out. Returns its id or '', and its channel,
-- false for a user.
local function takeEvent(rejected, trace)
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
  local isChannel, id = kind ~= 'u', ''
  local key = isChannel and CHANNEL .. name or USER .. name
  local nodes, hasHistory = nodesOf[key], recovery and recovery.isOn and isChannel
  if not nodes then
    nodes = call('HKEYS', key)
    nodesOf[key] = nodes
  end
  if hasHistory or nodes[1] then
    local number, epoch = nextNumber or takeSequences(accepted), ''
    local digits = integer(number)
    nextNumber = number + 1
    if hasHistory then
      epoch = recovery.keep(kind, name, number, digits, except, frame)
      id = epoch .. ':' .. digits
    end
    if nodes[1] then
      local line = table.concat({digits, except, isChannel and name or '#' .. name, epoch, frame}, '\n')
      last = digits
      message[#message + 1] = line
      for _, to in ipairs(nodes) do
        local ofNode = messageOf[to] or newMessage()
        messageOf[to], ofNode[#ofNode + 1] = ofNode, line
        if trace ~= '' and not traced[to] then
          traced[to] = true
          call('PUBLISH', prefix .. ':traces:' .. to, app .. '\n' .. trace)
        end
      end
    end
  end
  if cache == 'report' then
    recordEvent('c', name, event, data, except, user)
  elseif cache ~= '' then
    cacheEvent(name, cache, event, data, id)
  end
  return id, isChannel and name
end

-- Takes the events of a publication, and returns its result unless that is known.
local function takeEvents(asks, events, result, trace)
  if asks == '' then
    for _ = 1, events do
      takeEvent(result, trace)
    end
    return result or 1
  end
  local counts, ids = {}, {}
  local wantsCounts, wantsIds = string.match(asks, '^(c?)(i?)')
  for i = 1, events do
    local id, channel = takeEvent(result, trace)
    if wantsIds == 'i' then
      ids[i] = id
    end
    if wantsCounts == 'c' then
      counts[i] = channel and {sum(CHANNEL .. channel), call('HLEN', MEMBERS .. channel)} or {0, 0}
    end
  end
  return result or {'accepted', counts, ids}
end

for i = 1, publications do
  local earlier, trace = results[i + 1], traces[i]
  if trace ~= '' then
    sendMessages() -- the events before do not belong to the trace
  end
  local result = takeEvents(asked[i], events[i], earlier, trace)
  -- The context of a trace is sent before the messages of its publication, on a topic of its own, and an empty one after them. The events
  -- are the same with and without a trace.
  if trace ~= '' then
    sendMessages()
    for to in pairs(traced) do
      call('PUBLISH', prefix .. ':traces:' .. to, app .. '\n')
    end
    traced = {}
  end
  if type(earlier) == 'number' then
    result = keys.repeated(i, earlier, results)
  elseif keys and not earlier then
    keys.store(i, result)
  end
  results[i + 1] = result
end
sendMessages()
if recovery then
  recovery.close()
  local stored = recovery.isOn or {}
  results[publications + 2] = {stored.storedEvents, stored.storedBytes}
end
return results
