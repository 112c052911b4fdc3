-- Makes what Redis knows of a node equal to what the node says: everything about one channel, user, watched user, or the
-- connections. Arguments: counted; 1 if others are to hear of what is gone; what, as in n, or 'conn'; count; for a channel the
-- number of members, each: user, its connections, info. Nobody hears of what is there: all who are to know it do.
-- Returns {1 if a count is due later}.
local counted, told, held, count = take(), take() == '1', take(), takeNumber()
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
  if told and wasOnline and call('EXISTS', userKey(name)) == 0 then
    wentOffline(name)
  end
else
  local before = sum(channelKey(name))
  settle(channelKey(name), held, count)
  if vacated(name, not told) then
    return {0}
  end
  occupied(name)
  local here = {}
  for _ = 1, takeNumber() do
    local user, connections, info = take(), takeNumber(), take()
    here[user] = true
    setMember(name, user, connections, info)
  end
  for _, user in ipairs(call('HKEYS', membersKey(name))) do
    if not here[user] and setMember(name, user, 0) == 'left' and told then
      tellLeft(name, user)
    end
  end
  if told and sum(channelKey(name)) ~= before then
    countChanged(name, counted)
  end
end
return {heldBack}
