-- Comes before publish.lua for apps with history, and for publications with idempotency keys or that ask for ids.
-- Arguments, before the others: the settings of the history, see takeHistory. What a publication asks for: letters, c counts, i ids in this
-- order, and with an idempotency key then ; digest ; time to live in ms ; maximum number of keys ; key.
-- Returns after the results events;bytes of the histories, '' without history. Further results: {'accepted' or 'replayed', counts, ids if requested}; {'reused'} or {'keys', limit} because of the key.
local recovery, history = {}, takeHistory()
local keysKey, keyed, wantsIds, earlier = base .. ':idem', {}, {}, {}

local function storedResult(key)
  local known = call('GET', keysKey .. ':' .. key.value)
  if known then
    local digest, result = string.match(known, '^(%x+);(.*)$')
    if digest ~= key.digest then
      return {'reused'}
    end
    local stored = cjson.decode(result)
    return {'replayed', stored[1], stored[2]}
  end
  call('ZREMRANGEBYSCORE', keysKey, '-inf', integer(millis()))
  if call('ZCARD', keysKey) >= key.limit then
    return {'keys', key.limit}
  end
end

local function store(key, result)
  call('SET', keysKey .. ':' .. key.value, key.digest .. ';' .. cjson.encode({result[2], result[3]}), 'PX', key.ttl)
  call('ZADD', keysKey, integer(millis() + key.ttl), key.value)
  call('PEXPIRE', keysKey, 86400000)
end

-- Returns the result of a publication whose key is known or cannot be kept, or the number of an earlier one of this call with its key, or nil.
function recovery.known(i, asked)
  wantsIds[i] = string.find(asked, '^c?i') ~= nil
  local digest, ttl, limit, value = string.match(asked, '^%a*;(%x+);(%d+);(%d+);(.*)$')
  if value then
    keyed[i] = {value = value, digest = digest, ttl = tonumber(ttl), limit = tonumber(limit)}
    return earlier[value] or storedResult(keyed[i])
  end
end

-- A publication is rejected if there is a result.
function recovery.judged(i, result)
  if keyed[i] and not result then
    earlier[keyed[i].value] = i
  end
end

-- Sends an event to a channel with history, whose subscribers may want its id, and stores it. Returns its id, nil without history.
function recovery.send(name, except, frame, isKept)
  if not history then
    return nil
  end
  if isKept then
    readRecord(history, name) -- with the epoch
  end
  local sequence = send('E', channelKey(name), except, name, readEpoch(history) .. '\n' .. frame) or nextSequence()
  if isKept then
    keepEvent(history, name, sequence, except, frame)
  end
  return history.epoch .. ':' .. sequence
end

-- Returns the result of a publication, whose rejection is as known and judged have it.
function recovery.result(i, results, counts, ids)
  local key, rejected = keyed[i], results[i + 1]
  if type(rejected) == 'number' then
    local first = results[rejected + 1]
    return keyed[rejected].digest == key.digest and {'replayed', first[2], first[3]} or {'reused'}
  end
  local result = rejected or {'accepted', counts, wantsIds[i] and ids or {}}
  if key and not rejected then
    store(key, result)
  end
  return result
end

-- Returns the events and bytes of the histories, '' without history.
function recovery.close()
  closeHistory(history)
  return history and history.storedEvents and integer(history.storedEvents) .. ';' .. integer(history.storedBytes) or ''
end
