-- Arguments: counted; channel; most occupied channels or -1; then for a member: user, info, the frame that tells of it, most
-- members or -1.
-- Returns {0, 'channels'} or {0, 'full'}, or {1 if a count is due later, 'begun', sequence, members as in m, cached event}.
local counted, channel, mostChannels = take(), take(), takeNumber()
local user = take()
local members = membersKey(channel)
local channels = base .. ':channels'
if mostChannels >= 0 and call('ZCARD', channels) + 1 > mostChannels and not call('ZSCORE', channels, channel) then
  return {0, 'channels'}
end
if user then
  local info, frame, most = take(), take(), takeNumber()
  if most >= 0 and call('HEXISTS', members, user) == 0 and call('HLEN', members) + 1 > most then
    return {0, 'full'}
  end
  tally(channelKey(channel), 'c' .. channel, 1)
  if occupied(channel) then
    reportUnlessUndoing('v', 'o', channel)
  end
  if setMember(channel, user, memberCount(channel, user) + 1, info) == 'joined' then
    tellJoined(channel, frame)
    reportUnlessUndoing('r', 'a', channel, user)
  end
else
  tally(channelKey(channel), 'c' .. channel, 1)
  if occupied(channel) then
    reportUnlessUndoing('v', 'o', channel)
  end
end
local event = cached(channel)
if #event == 0 and reports('m') and isCache(channel) and call('SET', missKey(channel), 1, 'PX', 60000, 'NX') then
  report('m', channel)
end
local sequence, roster = lastSequence(), call('HGETALL', members)
countChanged(channel, counted)
return {heldBack, 'begun', sequence, roster, event}
