-- Arguments: 1 if subscribers get counts; maximum number of occupied channels or -1; maximum number of members of a channel or -1; number of
-- subscriptions. Each subscription: channel, user or '', then for a member: info, the member_added frame. subscribe_resuming.lua has more.
-- Returns {1 if a count is due later, the result of each subscription, changes}. Results: {'channels'}, {'full'}, or
-- {'begun', sequence, members as in key m, cached event, and if it resumes the answer of resume}.
local counted, channelLimit, memberLimit, subscriptions = take(), takeNumber(), takeNumber(), takeNumber()
local channels = base .. ':channels'

local function isOverChannels(channel)
  return channelLimit >= 0 and call('ZCARD', channels) + 1 > channelLimit and not call('ZSCORE', channels, channel)
end

local function isFull(members, user)
  return memberLimit >= 0 and call('HEXISTS', members, user) == 0 and call('HLEN', members) + 1 > memberLimit
end

local function occupy(channel)
  addToCount(base .. CHANNEL .. channel, 'c' .. channel, 1)
  if addOccupied(channel) then
    recordUnlessReverted('v', 'o', channel)
  end
end

local function join(channel, user, info, frame)
  if setMember(channel, user, memberCount(channel, user) + 1, info) == 'added' then
    changed('a', channel, user)
    sendMemberAdded(channel, frame)
    recordUnlessReverted('r', 'a', channel, user)
  end
end

local function subscribe()
  local channel, user = take(), take()
  local isMember, members = user ~= '', base .. MEMBERS .. channel
  local info, frame
  if isMember then
    info, frame = take(), take()
  end
  local after = recovery and recovery.take()
  if isOverChannels(channel) then
    return {'channels'}
  end
  if isMember and isFull(members, user) then
    return {'full'}
  end
  occupy(channel)
  if isMember then
    join(channel, user, info, frame)
  end
  local event = cached(channel)
  if #event == 0 and records('m') and isCache(channel) and call('SET', base .. MISS .. channel, 1, 'PX', 60000, 'NX') then
    recordEvent('m', channel)
  end
  local sequence, entries = lastSequence(), isMember and call('HGETALL', members) or {}
  local resumed = after and recovery.resume(channel, after, sequence)
  countChanged(channel, counted)
  return {'begun', sequence, entries, event, resumed}
end

local results = {}
for i = 1, subscriptions do
  results[i] = subscribe()
end
if recovery then
  recovery.close()
end
return {countDue, results, changes}
