-- Gives up what another node holds, a slice at a time. Arguments: counted; the dead node; how many channels, users and members at
-- most; the channel amid whose members the last slice ended, or '', and their cursor.
-- Returns {1 if a count is due later, how much is left, the channel amid whose members this slice ends, or '', and their cursor}.
local counted, dead, most, amid, cursor = take(), take(), takeNumber(), take(), take()
node = dead
call('SET', base .. ':dead:' .. dead, 1, 'EX', 86400)
local left = most

local function leave(channel, users, step)
  for i = 1, #users, step do
    if setMember(channel, users[i], 0) == 'left' then
      tellLeft(channel, users[i])
    end
    left = left - 1
  end
end

-- Members go with their channel if that is one slice, and before it if they are more. Until then, the channel is held.
local function leaveChannel(channel, membersAreGone)
  settle(channelKey(channel), 'c' .. channel, 0)
  if not vacated(channel) then
    if not membersAreGone then
      leave(channel, call('HKEYS', membersKey(channel)), 1)
    end
    countChanged(channel, counted)
  end
end

-- Returns true if these were the last.
local function leaveSome(channel, from)
  local page = call('HSCAN', membersKey(channel), from, 'COUNT', most)
  leave(channel, page[2], 2)
  amid, cursor = channel, page[1]
  if cursor == '0' then
    leaveChannel(channel, true)
    amid = ''
  end
  return amid == ''
end

if amid == '' or leaveSome(amid, cursor) then
  for _, held in ipairs(call('SRANDMEMBER', base .. ':n:' .. dead, most)) do
    if left <= 0 then
      break
    end
    left = left - 1
    local kind, name = string.sub(held, 1, 1), string.sub(held, 2)
    if kind == 'c' then
      if call('HLEN', membersKey(name)) <= most then
        leaveChannel(name, false)
      elseif not leaveSome(name, '0') then
        break
      end
    elseif kind == 'u' then
      settle(userKey(name), held, 0)
      if call('EXISTS', userKey(name)) == 0 then
        wentOffline(name)
      end
    else
      settle(watchKey(name), held, 0)
    end
  end
end
call('HDEL', base .. ':conn', dead)
return {heldBack, call('SCARD', base .. ':n:' .. dead), amid, cursor}
