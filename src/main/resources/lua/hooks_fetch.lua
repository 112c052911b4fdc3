-- Takes what is to be told of an app, if no other node works on it. Arguments: ms that it belongs to this node then; entry after
-- which, or ''; how many entries; how many of those told in vain; ms until these are due again if nothing is said of them; 1 if
-- the entries are told together; ms within which each node has heard of a new webhook.
-- Returns {'elsewhere', ms}, or {'here', {id and JSON of each entry}, {JSON of each told in vain}, ms until more is due or -1,
-- how many are not done, how many were dropped since this was asked last for there were too many, and for too many bytes}.
local length, after, most, mostAgain = takeNumber(), take(), takeNumber(), takeNumber()
local again, batched, news = takeNumber(), take(), takeNumber()
local owner = call('GET', base .. ':hooks:owner')
if owner and owner ~= node then
  return {'elsewhere', call('PTTL', base .. ':hooks:owner')}
end
call('SET', base .. ':hooks:owner', node, 'PX', length)
local exactly = micros()
local now = math.floor(exactly / 1000)

-- What was held back long enough: of this webhook it is reported, of an earlier one dropped; a later one this node will know.
local current = tonumber(generation or now - news)
for _, what in ipairs(call('ZRANGEBYSCORE', base .. ':held', '-inf', whole(exactly), 'LIMIT', 0, 500)) do
  local of = call('HGET', base .. ':heldof', what) or '0'
  if tonumber(of) > current then
    call('ZADD', base .. ':held', whole(exactly + 1000000), what)
  else
    release(what)
    if of == generation or of == ANY_GENERATION then
      local channel, user = string.match(string.sub(what, 2), '^([^\n]*)\n?(.*)$')
      report(string.sub(what, 1, 1), channel, user ~= '' and user or nil)
    end
  end
end

-- A batch whose node died is made of the same entries again.
local function entries(to)
  return call('XRANGE', base .. ':hooks', after == '' and '-' or '(' .. after, to, 'COUNT', most)
end
local first = {}
if most > 0 and batched == '1' then
  local last = call('GET', base .. ':hooks:batch')
  first = last and entries(last) or {}
  if #first == 0 then
    first = entries('+')
  end
  if #first > 0 then
    call('SET', base .. ':hooks:batch', first[#first][1])
  end
elseif most > 0 then
  first = entries('+')
end
for i, entry in ipairs(first) do
  local event = entry[2][2]
  if string.find(event, '^%["%-?%d+","v",') then
    call('HDEL', base .. ':hooks:vacated', cjson.decode(event)[3])
  end
  first[i] = {entry[1], event}
end

local due = {}
if mostAgain > 0 then
  for _, id in ipairs(call('ZRANGEBYSCORE', base .. ':hooks:due', '-inf', whole(now), 'LIMIT', 0, mostAgain)) do
    call('ZADD', base .. ':hooks:due', whole(now + again), id)
    due[#due + 1] = call('HGET', base .. ':hooks:later', id)
  end
end

local function left(key, unit, from)
  local soonest = call('ZRANGE', base .. key, 0, 0, 'WITHSCORES')[2]
  return soonest and math.max(0, math.ceil((soonest - from) / unit)) or math.huge
end
local nextDue = math.min(left(':held', 1000, exactly), left(':hooks:due', 1, now))
if nextDue == math.huge then
  nextDue = -1
end

local function newlyDropped(limit)
  local counts = call('HMGET', base .. ':hooks:dropped', limit, 'seen:' .. limit)
  local new = (counts[1] or 0) - (counts[2] or 0)
  if new > 0 then
    call('HSET', base .. ':hooks:dropped', 'seen:' .. limit, counts[1])
  end
  return new
end
local waiting = call('XLEN', base .. ':hooks') + call('HLEN', base .. ':hooks:later')
return {'here', first, due, nextDue, waiting, newlyDropped('events'), newlyDropped('bytes')}
