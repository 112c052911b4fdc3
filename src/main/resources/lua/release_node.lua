-- Node: EXPIRED -> EXPIRED.
-- Releases a part of the entries of an expired node in one app. Arguments: 1 if subscribers get counts; the expired node; the maximum
-- number of channels, users and members; the channel among whose members the last part ended, or '', and their cursor.
-- Returns {1 if a count is due later, number of remaining entries, the channel among whose members this part ends, or '', their
-- cursor, changes}.
local counted, expired, limit, amid, cursor = take(), take(), takeNumber(), take(), take()
node = expired
call('SET', base .. ':released:' .. expired, 1, 'EX', 86400)
local left = limit

local function removeMembers(channel, users, step)
  for i = 1, #users, step do
    if setMember(channel, users[i], 0) == 'removed' then
      memberRemoved(channel, users[i])
    end
    left = left - 1
  end
end

-- Members are released with their channel if they fit into one part, else before it. Until then, the node holds the channel.
local function releaseChannel(channel, membersAreReleased)
  setCount(base .. CHANNEL .. channel, 'c' .. channel, 0)
  if not removeIfVacated(channel) then
    if not membersAreReleased then
      removeMembers(channel, call('HKEYS', base .. MEMBERS .. channel), 1)
    end
    countChanged(channel, counted)
  end
end

-- Returns true if these were the last members.
local function releaseSomeMembers(channel, from)
  local page = call('HSCAN', base .. MEMBERS .. channel, from, 'COUNT', limit)
  removeMembers(channel, page[2], 2)
  amid, cursor = channel, page[1]
  if cursor == '0' then
    releaseChannel(channel, true)
    amid = ''
  end
  return amid == ''
end

if amid == '' or releaseSomeMembers(amid, cursor) then
  for _, entry in ipairs(call('SRANDMEMBER', base .. ':n:' .. expired, limit)) do
    if left <= 0 then
      break
    end
    left = left - 1
    local kind, name = string.sub(entry, 1, 1), string.sub(entry, 2)
    if kind == 'c' then
      if call('HLEN', base .. MEMBERS .. name) <= limit then
        releaseChannel(name, false)
      elseif not releaseSomeMembers(name, '0') then
        break
      end
    elseif kind == 'u' then
      setCount(base .. USER .. name, entry, 0)
      if call('EXISTS', base .. USER .. name) == 0 then
        sendOffline(name)
      end
    else
      setCount(base .. WATCHERS .. name, entry, 0)
    end
  end
end
call('HDEL', base .. ':conn', expired)
return {countDue, call('SCARD', base .. ':n:' .. expired), amid, cursor, changes}
