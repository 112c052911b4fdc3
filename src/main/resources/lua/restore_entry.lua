-- Sets what Redis knows of one entry of a node to what the node holds: a channel, some members of one (m), a user, a watched user, or
-- the connections. Arguments: 1 if subscribers get counts; 1 to notify others of what is released; the entry, as in key n, or
-- m{channel}, or 'conn'; count; for a channel, the maximum number of members among which to look for released ones, -1 not to look;
-- for a channel or members the number of members, each: user, its connections, info. Members who are added are not announced: the
-- subscribers know them.
-- Returns {1 if a count is due later, 1 if the channel has more members than that, and the released ones are still to be found; with
-- count 0, nothing was done then}.
local counted, notify, entry, count = take(), take() == '1', take(), takeNumber()
local kind, name = string.sub(entry, 1, 1), string.sub(entry, 2)
local many = false

local function restoreMembers()
  local restored = {}
  for _ = 1, takeNumber() do
    local user, connections, info = take(), takeNumber(), take()
    restored[user] = true
    if setMember(name, user, connections, info) == 'removed' and notify then
      memberRemoved(name, user)
    end
  end
  return restored
end

if entry == 'conn' then
  if count > 0 then
    call('HSET', base .. ':conn', node, count)
  else
    call('HDEL', base .. ':conn', node)
  end
elseif kind == 'm' then
  restoreMembers()
elseif kind == 'w' then
  setCount(base .. WATCHERS .. name, entry, count)
elseif kind == 'u' then
  local wasOnline = call('EXISTS', base .. USER .. name) == 1
  setCount(base .. USER .. name, entry, count)
  if notify and wasOnline and call('EXISTS', base .. USER .. name) == 0 then
    sendOffline(name)
  end
else
  local limit = takeNumber()
  many = limit >= 0 and call('HLEN', base .. MEMBERS .. name) > limit
  if many and count == 0 then
    return {0, 1}
  end
  local before = sum(base .. CHANNEL .. name)
  setCount(base .. CHANNEL .. name, entry, count)
  if removeIfVacated(name, not notify) then
    return {0, 0}
  end
  addOccupied(name)
  local restored = restoreMembers()
  if limit >= 0 and not many then
    for _, user in ipairs(call('HKEYS', base .. MEMBERS .. name)) do
      if not restored[user] and setMember(name, user, 0) == 'removed' and notify then
        memberRemoved(name, user)
      end
    end
  end
  if notify and sum(base .. CHANNEL .. name) ~= before then
    countChanged(name, counted)
  end
end
return {countDue, many and 1 or 0}
