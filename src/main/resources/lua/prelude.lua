-- The common beginning of all scripts that work on the state of one app.
--
-- KEYS[1]   {prefix}:{app key in braces}: the root of all keys of the app, so that they share one slot of a Redis Cluster
-- ARGV      app key, node, the run of Redis that the node knows, what is recorded for the webhook (see there), the time by the node's
--           clock in microseconds, then the script's own arguments, read by take()
--
-- Keys below the root:
--   seq                    sequence of the last message                      hash run -> sequence, of the last run only
--   log                    the last messages, for nodes that reconnect       stream, id = sequence; expires
--   page                   the log's last page: bytes, start, first message  hash bytes, at, first
--   released:{node}        the node is EXPIRED or RELEASED: its calls fail   string; expires
--   n:{node}               entries of the node: c{channel} u{user} w{watched} set
--   conn                   connections                                       hash node -> count
--   channels               occupied channels                                 zset, all scores 0
--   c:{channel}            subscriptions; its fields route messages          hash node -> count
--   m:{channel}            members of a presence channel                     hash user -> sequence;node=count,...;info
--   u:{user}               connections that are signed in as the user        hash node -> count
--   w:{user}               connections that watch the user                   hash node -> count
--   k:{channel}            cached event                                      hash e, d, i = id or ''; expires
--   history                what is known of the channels' histories          hash, see history; expires
--   h:{epoch}:{channel}    the events of a channel's history                 stream, id = sequence; expires
--   idem                   idempotency keys                                  zset by ms when they expire; expires
--   idem:{key}             the digest and the result of a publish            string; expires
--   rate                   token bucket of publishes                         hash tokens, at
--   usage:{month}          accepted events                                   hash day -> count, and restored -> 0; expires
--   usage-taken:{month}    a node stored the usage recently                  string; expires
--   rejections:{month}     rejections                                        hash quota -> count; expires
--   counts:sent            when each channel's count was sent last           hash channel -> ms
--   counts:due             when a count must be sent                         zset by ms
--   notified               released while Redis was away, and notified       set; expires
--   webhooks               webhook events that wait                          stream, e = JSON
--   webhooks:size          size of webhooks and webhooks:retries             hash events, bytes -> number
--   webhooks:vacated       channel_vacated events that no node has fetched   hash channel -> entry
--   webhooks:dropped       dropped events, and how many were counted         hash events, bytes, seen:..., at
--   webhooks:owner         the node that delivers them                       string; expires
--   webhooks:batch         the last entry of the current batch               string
--   webhooks:retries       deliveries that failed and are retried            hash id -> JSON
--   webhooks:due           when these are retried                            zset by ms
--   webhooks:dead          dead letters                                      stream, d = JSON; expires
--   webhooks:dead:bytes    their bytes                                       string; expires
--   webhooks:delayed       events that may be reverted (13.10)               zset by microseconds
--   webhooks:delayed:of    the webhook that each of them is for              hash event -> generation
--   miss:{channel}         a cache_miss event was recorded                   string; expires
local base, app, node, run = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local prefix = string.match(base, '^(.*):{')
local UNTHROTTLED, COUNT_INTERVAL = 100, 5000
local USAGE_TTL = 70 * 86400
local call = redis.call

if call('EXISTS', base .. ':released:' .. node) == 1 then
  return redis.error_reply('RELEASED the lease of node ' .. node .. ' expired')
end

local position = 5
local function take()
  position = position + 1
  return ARGV[position]
end
local function takeNumber()
  return tonumber(take())
end

local function integer(number)
  return string.format('%.0f', number)
end

local function micros()
  local time = call('TIME')
  return time[1] * 1000000 + time[2]
end

local function millis()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local CHANNEL = ':c:'
local MEMBERS = ':m:'
local USER = ':u:'
local WATCHERS = ':w:'
local CACHE = ':k:'
local MISS = ':miss:'
local USAGE = ':usage:'
local REJECTIONS = ':rejections:'

-- The usage of a month is stored in the database. After Redis was emptied, this field is missing until the stored usage is added.
local RESTORED = 'restored'
local function isRestored(month)
  return call('HEXISTS', base .. USAGE .. month, RESTORED) == 1
end

-- Adds the days of a month and their events to a list.
local function addDays(month, days)
  local all = call('HGETALL', base .. USAGE .. month)
  for i = 1, #all, 2 do
    if all[i] ~= RESTORED then
      days[#days + 1], days[#days + 2] = all[i], all[i + 1]
    end
  end
  return days
end

-- Takes consecutive numbers of the app's sequence. Returns the first one. The sequence starts above all its earlier numbers: at the time in
-- microseconds, which no sequence reaches. Each run of Redis has its own sequence, because a Redis that is restarted with an older copy would use
-- the last numbers twice.
local function takeSequences(number)
  local key = base .. ':seq'
  local last = call('HINCRBY', key, run, number)
  if last > number then
    return last - number + 1
  end
  local time = call('TIME')
  local first = time[1] * 1000000 + time[2]
  for _, earlier in ipairs(call('HVALS', key)) do
    first = math.max(first, earlier + 1)
  end
  call('DEL', key)
  call('HSET', key, run, integer(first + math.max(number, 1) - 1))
  return first
end

-- Returns the last number of the app's sequence as a text.
local function lastSequence()
  return call('HGET', base .. ':seq', run) or integer(takeSequences(0))
end

-- Adds a message to the log, whose last number, a text, is the id of the entry. The log has its current page and the one before. A page is full
-- after PAGE_MILLIS or PAGE_BYTES: of small messages, those of one microsecond in SAMPLE are counted for all.
local function log(last, message)
  local PAGE_MILLIS, PAGE_BYTES, SAMPLE, SMALL, TTL = 15000, 8388608, 16, 4096, 600000
  local entries, bytes = base .. ':log', #message
  call('XADD', entries, last .. '-0', 'm', message)
  if bytes < SMALL then
    if ARGV[5] % SAMPLE ~= 0 then
      return
    end
    bytes = bytes * SAMPLE
  end
  local page, now = base .. ':page', millis()
  bytes = call('HINCRBY', page, 'bytes', bytes)
  local begun = call('HMGET', page, 'at', 'first')
  if bytes < PAGE_BYTES and now - (begun[1] or 0) < PAGE_MILLIS then
    return
  end
  if begun[2] then
    call('XTRIM', entries, 'MINID', '~', begun[2])
  end
  call('HSET', page, 'bytes', 0, 'at', integer(now), 'first', last)
  call('PEXPIRE', page, TTL)
  call('PEXPIRE', entries, TTL)
end

-- Sends a message to the nodes among the fields of a hash. Kinds: F frame, N count, R member removed, O online, X offline, T terminate, with
-- the close code, and P for publications (publish.lua). The time is that of the node that requested it. The last part may contain line breaks,
-- the others do not.
local function send(kind, routes, except, topic, rest)
  local nodes = call('HKEYS', routes)
  if #nodes > 0 then
    local sequence = integer(takeSequences(1))
    local message = table.concat({kind, app, sequence, ARGV[5], except, topic, rest}, '\n')
    log(sequence, message)
    for _, to in ipairs(nodes) do
      call('PUBLISH', prefix .. ':inbox:' .. to, message)
    end
  end
end

local function sum(hash)
  local total = 0
  for _, count in ipairs(call('HVALS', hash)) do
    total = total + count
  end
  return total
end

-- Adds to this node's count in a hash, and keeps its entries. Returns the new count.
local function addToCount(hash, entry, by)
  local count = call('HINCRBY', hash, node, by)
  if count <= 0 then
    call('HDEL', hash, node)
    call('SREM', base .. ':n:' .. node, entry)
  elseif count == by then
    call('SADD', base .. ':n:' .. node, entry)
  end
  return count
end

-- Sets this node's count in a hash, and keeps its entries.
local function setCount(hash, entry, count)
  if count > 0 then
    call('HSET', hash, node, count)
    call('SADD', base .. ':n:' .. node, entry)
  else
    call('HDEL', hash, node)
    call('SREM', base .. ':n:' .. node, entry)
  end
end

-- Webhooks (13). ARGV[4] is '' while nothing is recorded, or: generation of the webhook; ms for which events that may be reverted are
-- delayed; letters of the recorded events; maximum number of waiting events; of their bytes; of delayed events.
-- Letters: o occupied, v vacated, a member added, r member removed, m cache miss, c client event, s subscription count.
local generation, grace, recorded, maxEvents, maxBytes, maxDelayed =
  string.match(ARGV[4], '^(%-?%d+);(%d+);(%a*);(%d+);(%d+);(%d+)w?$')
local ANY_GENERATION = '-1'

-- Changes of channels that the script makes, if ARGV[4] ends with a w: letter (o occupied, v vacated, a member added, r member removed),
-- channel, line break, member or ''. The script returns them after its other results.
local changes = string.sub(ARGV[4], -1) == 'w' and {} or nil
local function changed(letter, channel, user)
  if changes then
    changes[#changes + 1] = letter .. channel .. '\n' .. (user or '')
  end
end

local function records(letter)
  return generation and string.find(recorded, letter, 1, true)
end

-- Returns the functions of the webhook's queue. Few calls need them: they are created by those.
local function createQueue()
  local queue, deliverersNotified = {}, false

  function queue.notifyDeliverers()
    if not deliverersNotified then
      deliverersNotified = true
      call('PUBLISH', prefix .. ':webhooks', app)
    end
  end

  local function isCurrent(of)
    return of == generation or of == ANY_GENERATION or generation == ANY_GENERATION
  end

  function queue.addToSize(events, bytes)
    call('HINCRBY', base .. ':webhooks:size', 'events', integer(events))
    call('HINCRBY', base .. ':webhooks:size', 'bytes', integer(bytes))
  end

  -- Counts an event that is dropped because of a limit: events or bytes.
  local function drop(limit)
    call('HINCRBY', base .. ':webhooks:dropped', limit, 1)
    call('HSET', base .. ':webhooks:dropped', 'at', integer(millis()))
  end

  -- The divisor of a limit: 2 for events that clients can cause without a signature, or repeatedly with one. This keeps half of the
  -- queue for the others.
  local function divisor(letter, channel)
    local signed = string.sub(channel, 1, 8) == 'private-' or string.sub(channel, 1, 9) == 'presence-'
    return signed and letter ~= 's' and 1 or 2
  end

  -- Removes the channel_vacated event of a channel if it still waits and no node has fetched it: it is reverted, as within the grace
  -- period (13.10). Returns whether it was.
  local function revertsVacated(channel)
    local entry = call('HGET', base .. ':webhooks:vacated', channel)
    if not entry then
      return false
    end
    call('HDEL', base .. ':webhooks:vacated', channel)
    local found = call('XRANGE', base .. ':webhooks', entry, entry)[1]
    if not found or not isCurrent(cjson.decode(found[2][2])[1]) then
      return false
    end
    call('XDEL', base .. ':webhooks', entry)
    queue.addToSize(-1, -#found[2][2])
    return true
  end

  function queue.record(letter, channel, ...)
    if not records(letter) or letter == 'o' and revertsVacated(channel) then
      return
    end
    local event = cjson.encode({generation, letter, channel, ...})
    local size, by = call('HMGET', base .. ':webhooks:size', 'events', 'bytes'), divisor(letter, channel)
    if (size[1] or 0) + 1 > maxEvents / by then
      return drop('events')
    elseif (size[2] or 0) + #event > maxBytes / by then
      return drop('bytes')
    end
    local entry = call('XADD', base .. ':webhooks', '*', 'e', event)
    queue.addToSize(1, #event)
    if letter == 'v' then
      call('HSET', base .. ':webhooks:vacated', channel, entry)
    end
    queue.notifyDeliverers()
  end

  -- 13.10: channel_vacated (v) and member_removed (r) are delayed by the grace period.
  local function delayedName(letter, channel, user)
    return user and letter .. channel .. '\n' .. user or letter .. channel
  end

  function queue.delay(letter, channel, user)
    if grace == '0' then
      return queue.record(letter, channel, user)
    end
    local delayed = delayedName(letter, channel, user)
    local limit = math.floor(maxDelayed / divisor(letter, channel))
    if call('ZCARD', base .. ':webhooks:delayed') >= limit and not call('ZSCORE', base .. ':webhooks:delayed', delayed) then
      return drop('events')
    end
    call('ZADD', base .. ':webhooks:delayed', integer(micros() + grace * 1000), delayed)
    call('HSET', base .. ':webhooks:delayed:of', delayed, generation)
    queue.notifyDeliverers()
  end

  function queue.removeDelayed(delayed)
    local of = call('HGET', base .. ':webhooks:delayed:of', delayed)
    call('ZREM', base .. ':webhooks:delayed', delayed)
    call('HDEL', base .. ':webhooks:delayed:of', delayed)
    return of
  end

  -- Records an event that reverts a delayed one. If that is still delayed, neither is recorded.
  function queue.recordUnlessReverted(revertible, letter, channel, user)
    local delayed = delayedName(revertible, channel, user)
    local due = call('ZSCORE', base .. ':webhooks:delayed', delayed)
    if due then
      local of = queue.removeDelayed(delayed)
      if isCurrent(of) then
        if tonumber(due) > micros() then
          return
        end
        queue.record(revertible, channel, user)
      end
    end
    queue.record(letter, channel, user)
  end

  return queue
end

local createdQueue
local function webhookQueue()
  createdQueue = createdQueue or createQueue()
  return createdQueue
end

local function recordEvent(letter, ...)
  if records(letter) then
    webhookQueue().record(letter, ...)
  end
end

local function recordCount(channel, total)
  if string.sub(channel, 1, 9) ~= 'presence-' then
    recordEvent('s', channel, integer(total))
  end
end

local function delayEvent(letter, channel, user)
  if generation then
    webhookQueue().delay(letter, channel, user)
  end
end

local function recordUnlessReverted(revertible, letter, channel, user)
  if generation then
    webhookQueue().recordUnlessReverted(revertible, letter, channel, user)
  end
end

local function sendCount(channel, total, now, counted)
  call('HSET', base .. ':counts:sent', channel, integer(now))
  call('ZREM', base .. ':counts:due', channel)
  if counted == '1' then
    send('N', base .. CHANNEL .. channel, '', channel, integer(total))
  end
  recordCount(channel, total)
end

-- 12.3: a count is sent with each change up to 100 subscriptions, above that at most every 5 s. Never on presence channels (12.1).
local countDue = 0
local function countChanged(channel, counted)
  if counted ~= '1' and not records('s') or string.sub(channel, 1, 9) == 'presence-' then
    call('ZREM', base .. ':counts:due', channel) -- counts may have been switched off since
    return
  end
  local total, now = sum(base .. CHANNEL .. channel), millis()
  local due = (call('HGET', base .. ':counts:sent', channel) or 0) + COUNT_INTERVAL
  if total <= UNTHROTTLED or now >= due then
    sendCount(channel, total, now, counted)
  else
    call('ZADD', base .. ':counts:due', integer(due), channel)
    countDue = 1
  end
end

local function readMember(channel, user)
  local entry = call('HGET', base .. MEMBERS .. channel, user)
  if not entry then
    return nil
  end
  local since, nodes, info = string.match(entry, '^(%d+);([^;]*);(.*)$')
  local counts = {}
  for name, count in string.gmatch(nodes, '([^=,]+)=(%d+)') do
    counts[name] = tonumber(count)
  end
  return {since = since, counts = counts, info = info}
end

local function writeMember(channel, user, member)
  local nodes = {}
  for name, count in pairs(member.counts) do
    nodes[#nodes + 1] = name .. '=' .. integer(count)
  end
  table.sort(nodes)
  call('HSET', base .. MEMBERS .. channel, user, member.since .. ';' .. table.concat(nodes, ',') .. ';' .. member.info)
end

-- Sets the number of connections of a member to this node. Returns 'added' if it is the first connection to any node, 'removed' if
-- the last one is removed, else nil or false.
local function setMember(channel, user, count, info)
  local member = readMember(channel, user)
  if count > 0 then
    local added = not member
    member = member or {since = lastSequence(), counts = {}, info = info}
    member.counts[node] = count
    writeMember(channel, user, member)
    return added and 'added'
  elseif member and member.counts[node] then
    member.counts[node] = nil
    if next(member.counts) then
      writeMember(channel, user, member)
    else
      call('HDEL', base .. MEMBERS .. channel, user)
      return 'removed'
    end
  end
end

local function sendMemberAdded(channel, frame)
  send('F', base .. CHANNEL .. channel, '', channel, frame)
end

local function memberRemoved(channel, user)
  changed('r', channel, user)
  send('R', base .. CHANNEL .. channel, '', channel, user)
  delayEvent('r', channel, user)
end

local function memberCount(channel, user)
  local member = readMember(channel, user)
  return member and member.counts[node] or 0
end

-- Returns whether the channel was vacant.
local function addOccupied(channel)
  local wasVacant = call('ZADD', base .. ':channels', 0, channel) == 1
  if wasVacant then
    changed('o', channel)
  end
  return wasVacant
end

local function recordVacated(channel)
  for _, user in ipairs(call('HKEYS', base .. MEMBERS .. channel)) do
    delayEvent('r', channel, user)
  end
  recordCount(channel, 0)
  delayEvent('v', channel)
  call('DEL', base .. MISS .. channel)
end

-- Removes the channel if it has no subscription left, and records that unless quiet. Returns whether it was removed.
local function removeIfVacated(channel, quiet)
  if call('EXISTS', base .. CHANNEL .. channel) == 1 then
    return false
  end
  if call('ZREM', base .. ':channels', channel) == 1 and not quiet then
    if changes then
      for _, user in ipairs(call('HKEYS', base .. MEMBERS .. channel)) do
        changed('r', channel, user)
      end
      changed('v', channel)
    end
    if generation then
      recordVacated(channel)
    end
  end
  call('DEL', base .. MEMBERS .. channel)
  call('HDEL', base .. ':counts:sent', channel)
  call('ZREM', base .. ':counts:due', channel)
  return true
end

local function unsubscribe(channel, user, counted)
  if call('HEXISTS', base .. CHANNEL .. channel, node) == 0 then
    return
  end
  addToCount(base .. CHANNEL .. channel, 'c' .. channel, -1)
  if removeIfVacated(channel) then
    return
  end
  if user ~= '' and setMember(channel, user, memberCount(channel, user) - 1) == 'removed' then
    memberRemoved(channel, user)
  end
  countChanged(channel, counted)
end

local function sendOnline(user)
  send('O', base .. WATCHERS .. user, '', user, '')
end

local function sendOffline(user)
  send('X', base .. WATCHERS .. user, '', user, '')
end

local function signOut(user)
  if call('HEXISTS', base .. USER .. user, node) == 0 then
    return
  end
  addToCount(base .. USER .. user, 'u' .. user, -1)
  if call('EXISTS', base .. USER .. user) == 0 then
    sendOffline(user)
  end
end

local function unwatch(user)
  if call('HEXISTS', base .. WATCHERS .. user, node) == 1 then
    addToCount(base .. WATCHERS .. user, 'w' .. user, -1)
  end
end

local function isCache(channel)
  for _, start in ipairs({'cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-'}) do
    if string.sub(channel, 1, #start) == start then
      return true
    end
  end
  return false
end

local function cached(channel)
  local event = call('HMGET', base .. CACHE .. channel, 'e', 'd', 'i')
  if not event[1] then
    return {}
  end
  return {event[1], event[2], call('PTTL', base .. CACHE .. channel), event[3] or ''}
end

-- Histories (docs/recovery.md). An epoch begins whenever events may be missing: the hash is lost, Redis was restarted, or another
-- generation of the settings. The hash has a field !state: floor, after which nothing was published to channels without a field; the events and
-- bytes of all channels; the epoch; the identity in which it began. Its other fields are the records of channels: last, the sequence of the last
-- event; from, after which all events are stored; number and bytes of these; since, the ms when the oldest was published; expires, the ms
-- when the stream expires; written, the bytes of all events since the record began. A script reads what it needs, and writes all that it
-- changed at its end. An entry of a stream has f, the frame, and m: ms when it was published, bytes written before it, sequence of the event before
-- it, and excluded socket id.
local HISTORY_TTL = 7 * 86400000
local STATE, RECORD, ENTRY = '>ddds', '>ddddddd', '>ddd'

-- The settings, the first arguments of a script that uses them: '' without history, off if it was switched off and not all nodes may know that,
-- else its generation, which ends with w if not all nodes may know the settings. Then six numbers, packed: maximum number of events of a channel;
-- their age in ms; their bytes; bytes of all channels; number of channels; replayed bytes. The time is that of the node.
local historySettings = take()
local historyEvents, historyAge, historyBytes, historyTotal, historyChannels, historyReplay = struct.unpack('>dddddd', take())
local history = historySettings ~= '' and historySettings ~= 'off' and {
  maxEvents = historyEvents, age = historyAge, maxBytes = historyBytes, total = historyTotal, channels = historyChannels,
  replay = historyReplay, generation = historySettings, now = math.floor(ARGV[5] / 1000), key = base .. ':history', records = {},
  identity = false, epoch = false, changed = false}

-- Returns whether the state is of the current epoch. Otherwise another epoch begins, of which nothing was published before, or up to a number
-- that this script took.
local function loadState(state, taken)
  local isCurrent = false
  history.identity = run .. ';' .. history.generation
  if state then
    local position
    history.floor, history.storedEvents, history.storedBytes, history.epoch, position = struct.unpack(STATE, state)
    isCurrent = string.sub(state, position) == history.identity
  end
  if not isCurrent then
    history.epoch = string.format('%x', micros()) .. string.sub(run, 1, 4)
    history.floor, history.storedEvents, history.storedBytes = taken and taken - 1 or tonumber(lastSequence()), 0, 0
    history.changed, history.refreshed = true, true
    call('DEL', history.key)
  end
  history.events = base .. ':h:' .. history.epoch .. ':'
  return isCurrent
end

local function readEpoch(taken)
  if not history.epoch then
    loadState(call('HGET', history.key, '!state'), taken)
  end
  return history.epoch
end

local function unpackRecord(text)
  local last, from, count, bytes, since, expires, written = struct.unpack(RECORD, text)
  return {
    last = last, from = from, count = count, bytes = bytes, since = since, expires = expires, written = written, changed = false
  }
end

-- Returns functions for what few calls need; they are created by calls that do.
local function maintenance()
  local functions = history.maintenance
  if functions then
    return functions
  end
  functions = {}
  history.maintenance = functions

  -- Forgets the stored events of a channel.
  function functions.drop(channel, record)
    call('DEL', history.events .. channel)
    history.storedEvents, history.storedBytes = history.storedEvents - record.count, history.storedBytes - record.bytes
    record.count, record.bytes, record.from = 0, 0, record.last
    record.changed, history.changed = true, true
  end

  -- Sets the first entry that a channel has left, nil if it has none left.
  local function beginWith(channel, record, first, count)
    if not first then
      return functions.drop(channel, record)
    end
    local since, before, from = struct.unpack(ENTRY, first[2][4])
    local bytes = record.written - before
    history.storedEvents = history.storedEvents + count - record.count
    history.storedBytes = history.storedBytes + bytes - record.bytes
    record.count, record.bytes = count, bytes
    record.since, record.from = since, from
    record.changed, history.changed = true, true
  end

  local function isOver(record, entry, bytes)
    local published, before = struct.unpack(ENTRY, entry[2][4])
    return record.written - before > bytes or published < history.now - history.age
  end

  -- Removes the oldest events of a channel while they are more than the limit, older, or have more than these bytes.
  function functions.trim(channel, record, bytes)
    local key = history.events .. channel
    if record.count > history.maxEvents then
      call('XTRIM', key, 'MAXLEN', history.maxEvents)
      beginWith(channel, record, call('XRANGE', key, '-', '+', 'COUNT', 1)[1], history.maxEvents)
    end
    while record.count > 0 and (record.bytes > bytes or record.since < history.now - history.age) do
      local page, left = call('XRANGE', key, '-', '+', 'COUNT', 16), record.count
      local i, entry = 1, page[1]
      while entry and isOver(record, entry, bytes) do
        left, i = left - 1, i + 1
        entry = page[i]
      end
      if entry then
        call('XTRIM', key, 'MINID', entry[1])
        beginWith(channel, record, entry, left)
      elseif #page > 0 then
        local last = page[#page]
        call('XTRIM', key, 'MINID', string.match(last[1], '^%d+') .. '-1')
        beginWith(channel, record, call('XRANGE', key, '-', '+', 'COUNT', 1)[1], left)
      else
        functions.drop(channel, record)
      end
    end
  end

  -- Some channels other than the given one, each with its record, the one that was published to least recently first.
  local function sample(channel)
    local found, fields = {}, call('HRANDFIELD', history.key, 8, 'WITHVALUES')
    for i = 1, #fields, 2 do
      local name = fields[i]
      if name ~= channel and name ~= '!state' then
        history.records[name] = history.records[name] or unpackRecord(fields[i + 1])
        found[#found + 1] = {channel = name, record = history.records[name]}
      end
    end
    table.sort(found, function(a, b) return a.record.last < b.record.last end)
    return found
  end

  function functions.forgetOne(channel)
    local oldest = sample(channel)[1]
    if oldest then
      history.floor = math.max(history.floor, oldest.record.last)
      functions.drop(oldest.channel, oldest.record)
      history.records[oldest.channel] = nil
      call('HDEL', history.key, oldest.channel)
    end
  end

  -- Removes the events of channels that were published to less recently, or else those of this channel, until all are within the limit.
  function functions.makeRoom(channel)
    for _ = 1, 16 do
      for _, other in ipairs(sample(channel)) do
        if history.storedBytes <= history.total then
          return
        end
        if other.record.count > 0 then
          functions.drop(other.channel, other.record)
        end
      end
    end
    if history.storedBytes > history.total then
      functions.drop(channel, history.records[channel])
    end
  end

  return functions
end

local function readRecord(channel, taken)
  local record = history.records[channel]
  if record then
    return record
  end
  local text
  if history.epoch then
    text = call('HGET', history.key, channel)
  else
    local found = call('HMGET', history.key, '!state', channel)
    text = loadState(found[1], taken) and found[2]
  end
  if text then
    record = unpackRecord(text)
  else
    record = {
      last = history.floor, from = history.floor, count = 0, bytes = 0, since = 0, expires = 0, written = 0, changed = false, isNew = true
    }
  end
  history.records[channel] = record
  if record.count > 0 and record.expires <= history.now then
    maintenance().drop(channel, record)
  end
  return record
end

-- Writes what the script has changed.
local function closeHistory()
  if not history or not history.changed then
    return
  end
  local state = struct.pack(STATE, history.floor, history.storedEvents, history.storedBytes, history.epoch) .. history.identity
  local fields = {'!state', state}
  for channel, record in pairs(history.records) do
    if record.changed then
      fields[#fields + 1] = channel
      fields[#fields + 1] =
        struct.pack(RECORD, record.last, record.from, record.count, record.bytes, record.since, record.expires, record.written)
    end
  end
  call('HSET', history.key, unpack(fields))
  if history.refreshed then
    call('PEXPIRE', history.key, HISTORY_TTL)
  end
end

-- Returns why the events of a channel after an id are not all known, or nil, the record of the channel, and the number of the id.
local function gapAfter(channel, id, sequence)
  local record = readRecord(channel)
  local epoch, number = string.match(id, '^(%x+):(%d+)$')
  if not epoch or #number > 16 then
    return 'invalid'
  end
  number = tonumber(number)
  if epoch ~= history.epoch or number > tonumber(sequence) then
    return 'epoch'
  end
  if string.sub(history.generation, -1) == 'w' then
    return 'epoch', record, number -- nodes that do not know the settings may have published events that are not stored
  end
  local before = record.from
  if record.count > 0 and call('XLEN', history.events .. channel) ~= record.count then
    maintenance().drop(channel, record)
    return number < record.from and (number < before and 'expired' or 'evicted') or nil, record, number
  end
  if record.count > 0 and record.since < history.now - history.age then
    maintenance().trim(channel, record, history.maxBytes)
  end
  return number < record.from and 'expired' or nil, record, number
end

-- Answers a subscription that wants to continue after an id. Returns {'gap', current position, cause}, or {'continued', id after which events
-- follow, their entries}.
local function resume(channel, after, sequence)
  local current = readEpoch() .. ':' .. sequence
  if after == '' then
    return {'continued', current, {}}
  end
  local gap, record, number = gapAfter(channel, after, sequence)
  if gap then
    return {'gap', current, gap}
  end
  if record.last <= number then
    return {'continued', after, {}}
  end
  local entries, bytes = call('XRANGE', history.events .. channel, '(' .. integer(number) .. '-0', '+'), 0
  for _, entry in ipairs(entries) do
    bytes = bytes + #entry[2][2]
  end
  if bytes > history.replay then
    return {'gap', current, 'size'}
  end
  return {'continued', after, entries}
end
