-- Makes what Redis knows of a node equal to what the node says: everything about one channel, user, watched user, or the
-- connections. Arguments: counted; what, as in n, or 'conn'; count; for a channel the number of members, each: user, its
-- connections, info, and the frame that tells of it.
local counted, held, count = take(), take(), takeNumber()
local kind, name = string.sub(held, 1, 1), string.sub(held, 2)

if held == 'conn' then
  if count > 0 then
    call('HSET', base .. ':conn', node, count)
  else
    call('HDEL', base .. ':conn', node)
  end
elseif kind == 'w' then
  settle(watchKey(name), held, count)
elseif kind == 'u' then
  local wasOnline = call('EXISTS', userKey(name)) == 1
  settle(userKey(name), held, count)
  local isOnline = call('EXISTS', userKey(name)) == 1
  if isOnline and not wasOnline then
    wentOnline(name)
  elseif wasOnline and not isOnline then
    wentOffline(name)
  end
else
  local before = sum(channelKey(name))
  settle(channelKey(name), held, count)
  if vacated(name) then
    return {0}
  end
  occupied(name)
  local here = {}
  for _ = 1, takeNumber() do
    local user, connections, info, frame = take(), takeNumber(), take(), take()
    here[user] = true
    setMember(name, user, connections, info, frame)
  end
  for _, user in ipairs(call('HKEYS', membersKey(name))) do
    if not here[user] then
      setMember(name, user, 0)
    end
  end
  if sum(channelKey(name)) ~= before then
    countChanged(name, counted)
  end
end
return {heldBack}
