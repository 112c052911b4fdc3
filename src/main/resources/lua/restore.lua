-- Makes what Redis knows of a node equal to what the node says: everything about one channel, some members of one (m), a user,
-- a watched user, or the connections. Arguments: counted; 1 if others are to hear of what is gone; what, as in n, or m{channel}, or
-- 'conn'; count; for a channel, among how many members to look for those who are gone, -1 not to look; for a channel or members the
-- number of members, each: user, its connections, info. Sends no events: the subscribers know the members already.
-- Returns {1 if a count is due later, 1 if the channel has more members than that, among which those who are gone are yet to be
-- found; if nothing is left of it, nothing was done then}.
local counted, told, held, count = take(), take() == '1', take(), takeNumber()
local kind, name = string.sub(held, 1, 1), string.sub(held, 2)
local many = false

local function restoreMembers()
  local here = {}
  for _ = 1, takeNumber() do
    local user, connections, info = take(), takeNumber(), take()
    here[user] = true
    if setMember(name, user, connections, info) == 'left' and told then
      tellLeft(name, user)
    end
  end
  return here
end

if held == 'conn' then
  if count > 0 then
    call('HSET', base .. ':conn', node, count)
  else
    call('HDEL', base .. ':conn', node)
  end
elseif kind == 'm' then
  restoreMembers()
elseif kind == 'w' then
  settle(watchKey(name), held, count)
elseif kind == 'u' then
  local wasOnline = call('EXISTS', userKey(name)) == 1
  settle(userKey(name), held, count)
  if told and wasOnline and call('EXISTS', userKey(name)) == 0 then
    wentOffline(name)
  end
else
  local most = takeNumber()
  many = most >= 0 and call('HLEN', membersKey(name)) > most
  if many and count == 0 then
    return {0, 1}
  end
  local before = sum(channelKey(name))
  settle(channelKey(name), held, count)
  if vacated(name, not told) then
    return {0, 0}
  end
  occupied(name)
  local here = restoreMembers()
  if most >= 0 and not many then
    for _, user in ipairs(call('HKEYS', membersKey(name))) do
      if not here[user] and setMember(name, user, 0) == 'left' and told then
        tellLeft(name, user)
      end
    end
  end
  if told and sum(channelKey(name)) ~= before then
    countChanged(name, counted)
  end
end
return {heldBack, many and 1 or 0}
