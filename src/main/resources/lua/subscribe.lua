-- Arguments: 1 if subscribers get counts; channel; maximum number of occupied channels or -1; then for a member: user, info, the
-- member_added frame, maximum number of members or -1.
-- Returns {0, 'channels'} or {0, 'full'}, or {1 if a count is due later, 'begun', sequence, members as in key m, cached event,
-- changes}.
local counted, channel, channelLimit = take(), take(), takeNumber()
local user = take()
local members = membersKey(channel)
local channels = base .. ':channels'
if channelLimit >= 0 and call('ZCARD', channels) + 1 > channelLimit and not call('ZSCORE', channels, channel) then
  return {0, 'channels'}
end
if user then
  local info, frame, memberLimit = take(), take(), takeNumber()
  if memberLimit >= 0 and call('HEXISTS', members, user) == 0 and call('HLEN', members) + 1 > memberLimit then
    return {0, 'full'}
  end
  addToCount(channelKey(channel), 'c' .. channel, 1)
  if addOccupied(channel) then
    recordUnlessReverted('v', 'o', channel)
  end
  if setMember(channel, user, memberCount(channel, user) + 1, info) == 'added' then
    changed('a', channel, user)
    sendMemberAdded(channel, frame)
    recordUnlessReverted('r', 'a', channel, user)
  end
else
  addToCount(channelKey(channel), 'c' .. channel, 1)
  if addOccupied(channel) then
    recordUnlessReverted('v', 'o', channel)
  end
end
local event = cached(channel)
if #event == 0 and records('m') and isCache(channel) and call('SET', missKey(channel), 1, 'PX', 60000, 'NX') then
  recordEvent('m', channel)
end
local sequence, entries = lastSequence(), call('HGETALL', members)
countChanged(channel, counted)
return {countDue, 'begun', sequence, entries, event, changes}
