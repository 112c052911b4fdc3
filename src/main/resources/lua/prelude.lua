-- What every script of an app begins with.
--
-- KEYS[1]   {prefix}:{app key in braces}: the root of all keys of the app, so that they share one slot of a Redis Cluster
-- ARGV      app key, node, the run of Redis that the node knows, how its webhook is (see there), the time by the node's clock, then
--           the script's own arguments, taken by take()
--
-- Keys below the root:
--   seq                sequence of the last message                        hash run -> sequence, of the last run only
--   log                the last messages, for nodes that lost touch        stream, id = sequence; expires
--   page               the log's last page: bytes, since when, its first   hash bytes, at, first
--   dead:{node}        the node was reaped: what it still sends is void    string
--   n:{node}           what the node holds: c{channel} u{user} w{watched}  set
--   conn               connections                                        hash node -> count
--   channels           occupied channels                                  zset, all scores 0
--   c:{channel}        subscriptions, and so where its messages go         hash node -> count
--   m:{channel}        members of a presence channel                       hash user -> sequence;node=count,...;info
--   u:{user}           connections that are signed in                      hash node -> count
--   w:{user}           connections that watch the user                     hash node -> count
--   k:{channel}        cached event                                        hash e, d; expires
--   rate               token bucket of publishes                          hash tokens, at
--   used:{month}       events that were accepted                          hash day -> count, and restored -> 0; expires
--   kept:{month}       this was kept in the database a moment ago         string; expires
--   refused:{month}    what was refused                                   hash quota -> count; expires
--   told, due          when counts were told last, and are due next        hash, zset
--   hooks              what the backend is yet to be told                 stream, e = JSON
--   hooks:size         what waits in hooks and hooks:later                hash events, bytes -> number
--   hooks:vacated      what waits of v and was not taken                  hash channel -> entry
--   hooks:dropped      what was dropped, and how much of it is counted    hash events, bytes, seen:..., at
--   hooks:owner        the node that works on that                        string; expires
--   hooks:batch        the last entry of the batch in hand                string
--   hooks:later        what was told in vain                              hash id -> JSON
--   hooks:due          when that is due again                             zset
--   hooks:dead         what was given up                                  stream, d = JSON; expires
--   hooks:dead:bytes   how many bytes that has                            string; expires
--   held, heldof       what is held back until when, for which webhook    zset by microseconds, hash
--   miss:{channel}     the channel's cache was missed                     string; expires
--   gone               what was said to be gone after Redis was restarted  set; expires
local base, app, node, run = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local inbox = string.match(base, '^(.*):{') .. ':inbox:'
local PAGE_MILLIS, PAGE_BYTES, LOOK_EVERY, LOG_KEPT = 15000, 8388608, 16, 600000
local UNTHROTTLED, COUNT_INTERVAL = 100, 5000
local USED_KEPT = 70 * 86400
local call = redis.call

if call('EXISTS', base .. ':dead:' .. node) == 1 then
  return redis.error_reply('REAPED the lease of node ' .. node .. ' expired')
end

local position = 5
local function take()
  position = position + 1
  return ARGV[position]
end
local function takeNumber()
  return tonumber(take())
end

local function whole(number)
  return string.format('%.0f', number)
end

local function micros()
  local time = call('TIME')
  return time[1] * 1000000 + time[2]
end

local function millis()
  return math.floor(micros() / 1000)
end

local function channelKey(channel) return base .. ':c:' .. channel end
local function membersKey(channel) return base .. ':m:' .. channel end
local function userKey(user) return base .. ':u:' .. user end
local function watchKey(user) return base .. ':w:' .. user end
local function cacheKey(channel) return base .. ':k:' .. channel end
local function missKey(channel) return base .. ':miss:' .. channel end
local function usedKey(month) return base .. ':used:' .. month end
local function refusedKey(month) return base .. ':refused:' .. month end

-- What was published before Redis was emptied is in the database: until that was added, the field is missing.
local RESTORED = 'restored'
local function isRestored(month)
  return call('HEXISTS', usedKey(month), RESTORED) == 1
end

-- Adds the days of a month, and their events, to a list.
local function addDays(month, days)
  local all = call('HGETALL', usedKey(month))
  for i = 1, #all, 2 do
    if all[i] ~= RESTORED then
      days[#days + 1], days[#days + 2] = all[i], all[i + 1]
    end
  end
  return days
end

-- Restarts the app's one order, after all that it ever had: at the time in microseconds, which no order outruns. Each run of
-- Redis has an order of its own, because one that comes back with an older copy would give the last numbers again.
local function beginSequence()
  local time = call('TIME')
  local first = time[1] * 1000000 + time[2]
  for _, last in ipairs(call('HVALS', base .. ':seq')) do
    first = math.max(first, last + 1)
  end
  call('DEL', base .. ':seq')
  call('HSET', base .. ':seq', run, whole(first))
  return whole(first)
end

local function nextSequence()
  local sequence = call('HINCRBY', base .. ':seq', run, 1)
  return sequence == 1 and beginSequence() or whole(sequence)
end

local function lastSequence()
  return call('HGET', base .. ':seq', run) or beginSequence()
end

-- The log reaches back over its last page and the one before. A page is full after some seconds, or so many bytes.
local function turnPage(sequence, bytes)
  local page, now = base .. ':page', millis()
  local last = call('HMGET', page, 'at', 'first')
  if bytes < PAGE_BYTES and now - (last[1] or 0) < PAGE_MILLIS then
    return
  end
  if last[2] then
    call('XTRIM', base .. ':log', 'MINID', '~', last[2])
  end
  call('HSET', page, 'bytes', 0, 'at', whole(now), 'first', sequence)
  call('PEXPIRE', page, LOG_KEPT)
  call('PEXPIRE', base .. ':log', LOG_KEPT)
end

local function log(sequence, message)
  call('XADD', base .. ':log', sequence .. '-0', 'm', message)
  local bytes = call('HINCRBY', base .. ':page', 'bytes', #message)
  if bytes >= PAGE_BYTES or sequence % LOOK_EVERY == 0 then
    turnPage(sequence, bytes)
  end
end

-- Tells the nodes among the fields of a hash. Kinds: F frame, N count, R member removed, O online, X offline, T terminate.
-- The time is that of the node that asked for it. The rest may hold line breaks, the other parts cannot.
local function say(kind, routes, except, topic, rest)
  local nodes = call('HKEYS', routes)
  if #nodes == 0 then
    return nil
  end
  local sequence = nextSequence()
  local message = table.concat({kind, app, sequence, ARGV[5], except, topic, rest}, '\n')
  log(sequence, message)
  for _, to in ipairs(nodes) do
    call('PUBLISH', inbox .. to, message)
  end
  return sequence
end

local function sum(hash)
  local total = 0
  for _, count in ipairs(call('HVALS', hash)) do
    total = total + count
  end
  return total
end

-- Counts this node up or down in a hash; remembers what it holds, so that it can be reaped. Returns what is left of it.
local function tally(hash, held, by)
  local count = call('HINCRBY', hash, node, by)
  if count <= 0 then
    call('HDEL', hash, node)
    call('SREM', base .. ':n:' .. node, held)
  elseif count == by then
    call('SADD', base .. ':n:' .. node, held)
  end
  return count
end

-- Sets this node's count in a hash to what it says it is.
local function settle(hash, held, count)
  if count > 0 then
    call('HSET', hash, node, count)
    call('SADD', base .. ':n:' .. node, held)
  else
    call('HDEL', hash, node)
    call('SREM', base .. ':n:' .. node, held)
  end
end

-- Webhooks (13). ARGV[4] is '' while nothing is reported, or: generation;ms that is held back what may be undone;letters of what
-- is reported;how many events may wait;how many bytes;how many events may be held back.
-- Letters: o occupied, v vacated, a member added, r member removed, m cache missed, c client event, s subscriptions.
local generation, grace, reported, mostEvents, mostBytes, mostHeld =
  string.match(ARGV[4], '^(%-?%d+);(%d+);(%a*);(%d+);(%d+);(%d+)$')
local ANY_GENERATION = '-1'
local awake = false

local function reports(letter)
  return generation and string.find(reported, letter, 1, true)
end

local function wakeDeliverers()
  if not awake then
    awake = true
    call('PUBLISH', string.match(base, '^(.*):{') .. ':hooks', app)
  end
end

local function isCurrent(of)
  return of == generation or of == ANY_GENERATION or generation == ANY_GENERATION
end

-- Counts what waits up or down.
local function resize(events, bytes)
  call('HINCRBY', base .. ':hooks:size', 'events', whole(events))
  call('HINCRBY', base .. ':hooks:size', 'bytes', whole(bytes))
end

-- Notes that an event is dropped because of a limit, of events or bytes.
local function drop(limit)
  call('HINCRBY', base .. ':hooks:dropped', limit, 1)
  call('HSET', base .. ':hooks:dropped', 'at', whole(millis()))
end

-- By what a limit is divided: 2 for what needs no signature, or none to be caused over and over. So it leaves room for the rest.
local function divisor(letter, channel)
  local signed = string.sub(channel, 1, 8) == 'private-' or string.sub(channel, 1, 9) == 'presence-'
  return signed and letter ~= 's' and 1 or 2
end

-- Whether it still waited that the channel was vacated, and no node had taken that: it is undone, as within the grace (13.10).
local function undoesVacated(channel)
  local entry = call('HGET', base .. ':hooks:vacated', channel)
  if not entry then
    return false
  end
  call('HDEL', base .. ':hooks:vacated', channel)
  local found = call('XRANGE', base .. ':hooks', entry, entry)[1]
  if not found or not isCurrent(cjson.decode(found[2][2])[1]) then
    return false
  end
  call('XDEL', base .. ':hooks', entry)
  resize(-1, -#found[2][2])
  return true
end

local function report(letter, channel, ...)
  if not reports(letter) or letter == 'o' and undoesVacated(channel) then
    return
  end
  local event = cjson.encode({generation, letter, channel, ...})
  local size, by = call('HMGET', base .. ':hooks:size', 'events', 'bytes'), divisor(letter, channel)
  if (size[1] or 0) + 1 > mostEvents / by then
    return drop('events')
  elseif (size[2] or 0) + #event > mostBytes / by then
    return drop('bytes')
  end
  local entry = call('XADD', base .. ':hooks', '*', 'e', event)
  resize(1, #event)
  if letter == 'v' then
    call('HSET', base .. ':hooks:vacated', channel, entry)
  end
  wakeDeliverers()
end

local function reportCount(channel, total)
  if string.sub(channel, 1, 9) ~= 'presence-' then
    report('s', channel, whole(total))
  end
end

-- 13.10: that a channel is vacated (v) or a member removed (r) is held back.
local function heldName(letter, channel, user)
  return user and letter .. channel .. '\n' .. user or letter .. channel
end

local function hold(letter, channel, user)
  if not generation then
    return
  end
  if grace == '0' then
    return report(letter, channel, user)
  end
  local what = heldName(letter, channel, user)
  local most = math.floor(mostHeld / divisor(letter, channel))
  if call('ZCARD', base .. ':held') >= most and not call('ZSCORE', base .. ':held', what) then
    return drop('events')
  end
  call('ZADD', base .. ':held', whole(micros() + grace * 1000), what)
  call('HSET', base .. ':heldof', what, generation)
  wakeDeliverers()
end

local function release(what)
  local of = call('HGET', base .. ':heldof', what)
  call('ZREM', base .. ':held', what)
  call('HDEL', base .. ':heldof', what)
  return of
end

-- Reports the opposite of what may be held back; if that still is, neither is reported.
local function reportUnlessUndoing(held, letter, channel, user)
  if not generation then
    return
  end
  local what = heldName(held, channel, user)
  local due = call('ZSCORE', base .. ':held', what)
  if due then
    local of = release(what)
    if isCurrent(of) then
      if tonumber(due) > micros() then
        return
      end
      report(held, channel, user)
    end
  end
  report(letter, channel, user)
end

local function tellCount(channel, total, now, counted)
  call('HSET', base .. ':told', channel, whole(now))
  call('ZREM', base .. ':due', channel)
  if counted == '1' then
    say('N', channelKey(channel), '', channel, whole(total))
  end
  reportCount(channel, total)
end

-- 12.3: each change up to 100 subscribers, above that every 5 s at most. Never on presence channels (12.1).
local heldBack = 0
local function countChanged(channel, counted)
  if counted ~= '1' and not reports('s') or string.sub(channel, 1, 9) == 'presence-' then
    call('ZREM', base .. ':due', channel) -- the app may have counted before
    return
  end
  local total, now = sum(channelKey(channel)), millis()
  local due = (call('HGET', base .. ':told', channel) or 0) + COUNT_INTERVAL
  if total <= UNTHROTTLED or now >= due then
    tellCount(channel, total, now, counted)
  else
    call('ZADD', base .. ':due', whole(due), channel)
    heldBack = 1
  end
end

-- Members: how many connections each node has of a user.
local function readMember(channel, user)
  local entry = call('HGET', membersKey(channel), user)
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
    nodes[#nodes + 1] = name .. '=' .. whole(count)
  end
  table.sort(nodes)
  call('HSET', membersKey(channel), user, member.since .. ';' .. table.concat(nodes, ',') .. ';' .. member.info)
end

-- Sets how many connections this node has of a user. Returns 'joined' for the first of all, 'left' for the last, else nothing.
local function setMember(channel, user, count, info)
  local member = readMember(channel, user)
  if count > 0 then
    local joins = not member
    member = member or {since = lastSequence(), counts = {}, info = info}
    member.counts[node] = count
    writeMember(channel, user, member)
    return joins and 'joined'
  elseif member and member.counts[node] then
    member.counts[node] = nil
    if next(member.counts) then
      writeMember(channel, user, member)
    else
      call('HDEL', membersKey(channel), user)
      return 'left'
    end
  end
end

local function tellJoined(channel, frame)
  say('F', channelKey(channel), '', channel, frame)
end

local function tellLeft(channel, user)
  say('R', channelKey(channel), '', channel, user)
  hold('r', channel, user)
end

local function memberCount(channel, user)
  local member = readMember(channel, user)
  return member and member.counts[node] or 0
end

-- True if nobody was there before.
local function occupied(channel)
  return call('ZADD', base .. ':channels', 0, channel) == 1
end

local function reportVacated(channel)
  for _, user in ipairs(call('HKEYS', membersKey(channel))) do
    hold('r', channel, user)
  end
  reportCount(channel, 0)
  hold('v', channel)
  call('DEL', missKey(channel))
end

-- If nobody is left there: forgets the channel, and reports that unless quiet. True if so.
local function vacated(channel, quiet)
  if call('EXISTS', channelKey(channel)) == 1 then
    return false
  end
  if call('ZREM', base .. ':channels', channel) == 1 and generation and not quiet then
    reportVacated(channel)
  end
  call('DEL', membersKey(channel))
  call('HDEL', base .. ':told', channel)
  call('ZREM', base .. ':due', channel)
  return true
end

local function unsubscribe(channel, user, counted)
  if call('HEXISTS', channelKey(channel), node) == 0 then
    return
  end
  tally(channelKey(channel), 'c' .. channel, -1)
  if vacated(channel) then
    return
  end
  if user ~= '' and setMember(channel, user, memberCount(channel, user) - 1) == 'left' then
    tellLeft(channel, user)
  end
  countChanged(channel, counted)
end

local function wentOnline(user)
  say('O', watchKey(user), '', user, '')
end

local function wentOffline(user)
  say('X', watchKey(user), '', user, '')
end

local function signOut(user)
  if call('HEXISTS', userKey(user), node) == 0 then
    return
  end
  tally(userKey(user), 'u' .. user, -1)
  if call('EXISTS', userKey(user)) == 0 then
    wentOffline(user)
  end
end

local function unwatch(user)
  if call('HEXISTS', watchKey(user), node) == 1 then
    tally(watchKey(user), 'w' .. user, -1)
  end
end

local function isCache(channel)
  for _, prefix in ipairs({'cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-'}) do
    if string.sub(channel, 1, #prefix) == prefix then
      return true
    end
  end
  return false
end

local function cached(channel)
  local event = call('HMGET', cacheKey(channel), 'e', 'd')
  if not event[1] then
    return {}
  end
  return {event[1], event[2], call('PTTL', cacheKey(channel))}
end
