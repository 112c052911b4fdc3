-- Comes before publish.lua for apps with history, and for publications with idempotency keys or that ask for ids.
-- Arguments, before the others: the settings, see history in prelude.lua. What a publication asks for: letters, c counts, i ids in this order, and
-- with an idempotency key then ; digest ; time to live in ms ; maximum number of keys ; key.
-- Returns after the results {events, bytes} of the histories, {} without history. Further results: {'accepted' or 'replayed', counts, ids if
-- requested}; {'reused'} or {'keys', limit} because of the key.

-- Returns the functions for idempotency keys. They are created by calls that have one.
local function createKeys()
  local functions, all, keyed, earlier = {}, base .. ':idem', {}, {}

  local function storedResult(key)
    local known = call('GET', all .. ':' .. key.value)
    if known then
      local digest, result = string.match(known, '^(%x+);(.*)$')
      if digest ~= key.digest then
        return {'reused'}
      end
      local stored = cjson.decode(result)
      return {'replayed', stored[1], stored[2]}
    end
    call('ZREMRANGEBYSCORE', all, '-inf', integer(millis()))
    if call('ZCARD', all) >= key.limit then
      return {'keys', key.limit}
    end
  end

  -- Returns the result of a publication whose key is known or cannot be kept, or the number of an earlier one of this call with its key, or
  -- nil.
  function functions.known(i, asked)
    local digest, ttl, limit, value = string.match(asked, '^%a*;(%x+);(%d+);(%d+);(.*)$')
    if value then
      keyed[i] = {value = value, digest = digest, ttl = tonumber(ttl), limit = tonumber(limit)}
      return earlier[value] or storedResult(keyed[i])
    end
  end

  -- A publication is not rejected.
  function functions.accepted(i)
    if keyed[i] then
      earlier[keyed[i].value] = i
    end
  end

  -- Returns the result of a publication with the key of an earlier one of this call.
  function functions.repeated(i, number, results)
    local first = results[number]
    return keyed[number].digest == keyed[i].digest and {'replayed', first[2], first[3]} or {'reused'}
  end

  function functions.store(i, result)
    local key = keyed[i]
    if key then
      call('SET', all .. ':' .. key.value, key.digest .. ';' .. cjson.encode({result[2], result[3]}), 'PX', key.ttl)
      call('ZADD', all, integer(millis() + key.ttl), key.value)
      call('PEXPIRE', all, 86400000)
    end
  end

  return functions
end

local recovery = {createKeys = createKeys, isOn = history, close = closeHistory}

if historySettings == 'off' then
  call('DEL', base .. ':history') -- nodes that do not know it must not continue over an event that this one does not store
end

-- Stores the event of a line with a number that this call took, unless it has the letter n. Returns its epoch. The frame begins with the first
-- brace, which other parts of the line of a channel do not have.
function recovery.keep(letters, channel, number, digits, line)
  if string.sub(letters, 1, 1) == 'n' then
    return readEpoch(number)
  end
  local record, now, except = readRecord(channel, number), history.now, string.match(line, '\n([^\n]*)')
  local frame = string.sub(line, (string.find(line, '{', 1, true)))
  local size = #frame
  call('XADD', history.events .. channel, digits .. '-0', 'f', frame, 'm', struct.pack(ENTRY, now, record.written, record.last) .. except)
  if record.count == 0 then
    record.since = now
  end
  record.last, record.count, record.bytes, record.written = number, record.count + 1, record.bytes + size, record.written + size
  history.storedEvents, history.storedBytes = history.storedEvents + 1, history.storedBytes + size
  record.changed, history.changed = true, true
  -- An eighth more than the limit of number and age, so that not each event removes one.
  if record.bytes > history.maxBytes then
    maintenance().trim(channel, record, history.maxBytes - math.floor(history.maxBytes / 8))
  elseif record.count > history.maxEvents + math.floor(history.maxEvents / 8) or now - record.since > history.age * 1.125 then
    maintenance().trim(channel, record, history.maxBytes)
  end
  if record.expires < now + history.age then
    record.expires = now + math.floor(history.age * 1.25)
    call('PEXPIRE', history.events .. channel, record.expires - now)
    history.refreshed = true
  end
  if record.isNew and call('HLEN', history.key) > history.channels then
    maintenance().forgetOne(channel)
  end
  record.isNew = nil
  if history.storedBytes > history.total then
    maintenance().makeRoom(channel)
  end
  return history.epoch
end
