-- Arguments: events per second or -1; events per month or -1; the day, like 2026-01-31; number of publications. Each publication: its weight 1 or 0
-- if it is one event and nothing else, or +, its weight, what it asks for, '' or c counts, or as publish_recoverable.lua has it, the context of
-- its trace or '', and the number of its events. Then all events, each: its topic, c:channel or u:user, and its line. After these for a publication
-- with +: letters, n the history does not keep it, k or r as publish_effects.lua has them.
-- Each node gets its events of the call in one message: P, app, time, the number of the call's last event, the epoch of the history or '', then for
-- each event its line: how many events of the call follow, excluded socket id, channel or # user, frame. All are separated by line breaks; a frame
-- is JSON, which has none.
-- Returns 1 if the usage of the month is not restored, else 0. If a publication is rejected, or one has a +, or after publish_recoverable.lua, it
-- returns a list: that number; then for each publication {'rate', ms to wait}, or {'month'}, or 1 if it is accepted and asks for nothing, or
-- {'accepted', {subscriptions, members} of each event if requested}, or as publish_recoverable.lua has it.
-- Each call creates all functions of a script again, which costs as much as a command. What is done in one place is written there.
local at = position
local rate, monthly, day, publications = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), ARGV[at + 3], tonumber(ARGV[at + 4])
at = at + 4
local usage = base .. USAGE .. string.sub(day, 1, 7)

-- The quotas as the publications before have left them. The bucket is read when it is needed first.
local used = monthly >= 0 and sum(usage)
local bucket, tokens, now, taken
local accepted, total, keys = 0, 0, nil
-- By the number of the publication: the result that is known before its events are sent, and what one with a + has.
local results, details, isListed = {}, {}, recovery
for i = 1, publications do
  at = at + 1
  local weight, events, result = 1, 1, nil
  if ARGV[at] == '0' then
    weight = 0
  elseif ARGV[at] == '+' then
    weight, events, isListed = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 4]), true
    local asks = ARGV[at + 2]
    details[i] = {asks = asks, trace = ARGV[at + 3], events = events}
    at = at + 4
    if recovery and string.find(asks, ';', 1, true) then
      keys = keys or recovery.createKeys()
      result = keys.known(i, asks)
    end
  end
  if not result and used and used + accepted + events > monthly then
    result = {'month'}
  elseif not result and rate >= 0 and weight > 0 then
    if not tokens then
      bucket, now = base .. ':rate', millis()
      local state = call('HMGET', bucket, 'tokens', 'at')
      local elapsed = math.max(0, now - (state[2] or now))
      tokens = math.min(rate, (state[1] or rate) + elapsed * rate / 1000)
    end
    local missing = math.min(weight, rate) - tokens
    if missing > 0.000001 then
      result = {'rate', math.ceil(missing * 1000 / rate)}
    else
      tokens, taken = tokens - weight, true
    end
  end
  total = total + events
  if result then
    results[i], isListed = result, true
  else
    accepted = accepted + events
    if keys then
      keys.accepted(i)
    end
  end
end

local unrestored = 0
if accepted > 0 and call('HINCRBY', usage, day, accepted) == accepted then
  call('EXPIRE', usage, USAGE_TTL)
  unrestored = 1 - call('HEXISTS', usage, RESTORED)
end
if taken then
  call('HSET', bucket, 'tokens', tokens, 'at', integer(now))
  call('PEXPIRE', bucket, 60000)
end

-- Sends a message to each node that receives one of its events. Its first line is not written yet; last is the number of the call's last event.
local function sendMessage(lines, last, digits, epoch)
  lines[1] = table.concat({'P', app, ARGV[5], digits, epoch}, '\n')
  local text, parts = table.concat(lines, '\n'), {}
  log(lines.following == 0 and digits or integer(last - lines.following), text)
  for to, number in pairs(lines.numbers) do
    if number < #lines - 1 then
      parts[to] = {lines[1]}
    end
  end
  if next(parts) then
    for i, nodes in ipairs(lines.nodes) do
      for _, to in ipairs(nodes) do
        local part = parts[to]
        if part then
          part[#part + 1] = lines[i + 1]
        end
      end
    end
  end
  for to in pairs(lines.numbers) do
    call('PUBLISH', prefix .. ':inbox:' .. to, parts[to] and table.concat(parts[to], '\n') or text)
  end
end

-- The nodes with subscriptions or connections, by the key of these: publishing does not change them. The lines of the next message, with the
-- nodes of each, how many each node receives, and how many events follow the last one. The numbers of the first event that is sent and of all that
-- follow are taken at once: those that are sent to nobody leave gaps.
local nodesOf, lines, last, digits, epoch, following = {}, nil, nil, nil, '', total
for i = 1, publications do
  local detail, result, events, asks, trace = details[i], results[i], 1, '', ''
  local traced, counts, ids
  if detail then
    events, asks, trace = detail.events, detail.asks, detail.trace
    traced, counts, ids = {}, {}, {}
    if trace ~= '' and lines then
      sendMessage(lines, last, digits, epoch) -- these events do not belong to the trace
      lines = nil
    end
  end
  for event = 1, events do
    local topic, line, letters, effect = ARGV[at + 1], ARGV[at + 2], '', nil
    at, following = at + 2, following - 1
    if detail then
      letters, effect = ARGV[at + 1], at + 1
      at = at + ((letters == '' or letters == 'n') and 1 or 4)
    end
    if not result then
      local key, isChannel, id = base .. ':' .. topic, string.sub(topic, 1, 1) == 'c', ''
      local nodes = nodesOf[key]
      if not nodes then
        nodes = call('HKEYS', key)
        nodesOf[key] = nodes
      end
      local hasHistory = isChannel and recovery and recovery.isOn
      if not last and (hasHistory or nodes[1]) then
        last = takeSequences(following + 1) + following
        digits = integer(last)
      end
      if hasHistory then
        local number = following == 0 and digits or integer(last - following)
        epoch = recovery.keep(letters, string.sub(topic, 3), last - following, number, line)
        id = epoch .. ':' .. number
      end
      if nodes[1] then
        lines = lines or {'', numbers = {}, nodes = {}}
        local size, numbers = #lines, lines.numbers
        lines[size + 1], lines.nodes[size], lines.following = line, nodes, following
        for _, to in ipairs(nodes) do
          numbers[to] = (numbers[to] or 0) + 1
          if trace ~= '' and not traced[to] then
            traced[to] = true
            call('PUBLISH', prefix .. ':traces:' .. to, app .. '\n' .. trace)
          end
        end
      end
      if detail then
        ids[event] = id
        if string.sub(asks, 1, 1) == 'c' then
          counts[event] = isChannel and {sum(key), call('HLEN', base .. MEMBERS .. string.sub(topic, 3))} or {0, 0}
        end
        if effects then
          effects(letters, effect, string.sub(topic, 3), line, id)
        end
      end
    end
  end
  -- The context of a trace is sent before the messages of its publication, on a topic of its own, and an empty one after them. The events
  -- are the same with and without a trace.
  if trace ~= '' then
    if lines then
      sendMessage(lines, last, digits, epoch)
      lines = nil
    end
    for to in pairs(traced) do
      call('PUBLISH', prefix .. ':traces:' .. to, app .. '\n')
    end
  end
  if type(result) == 'number' then
    results[i] = keys.repeated(i, result, results)
  elseif not result and asks ~= '' then
    results[i] = {'accepted', counts, string.match(asks, '^c?i') and ids or {}}
    if keys then
      keys.store(i, results[i])
    end
  end
end
if lines then
  sendMessage(lines, last, digits, epoch)
end
if recovery then
  recovery.close()
end
if not isListed then
  return unrestored
end
local list, stored = {unrestored}, recovery and recovery.isOn
for i = 1, publications do
  list[i + 1] = results[i] or 1
end
if recovery then
  list[publications + 2] = stored and {stored.storedEvents, stored.storedBytes} or {}
end
return list
