-- Gives up all that another node holds, some at a time. Arguments: counted, the dead node, how much at most.
-- Returns {1 if a count is due later, how much is left}.
local counted, dead, most = take(), take(), takeNumber()
node = dead
call('SET', base .. ':dead:' .. dead, 1, 'EX', 86400)
for _, held in ipairs(call('SRANDMEMBER', base .. ':n:' .. dead, most)) do
  local kind, name = string.sub(held, 1, 1), string.sub(held, 2)
  if kind == 'c' then
    settle(channelKey(name), held, 0)
    if not vacated(name) then
      for _, user in ipairs(call('HKEYS', membersKey(name))) do
        if setMember(name, user, 0) == 'left' then
          tellLeft(name, user)
        end
      end
      countChanged(name, counted)
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
call('HDEL', base .. ':conn', dead)
return {heldBack, call('SCARD', base .. ':n:' .. dead)}
