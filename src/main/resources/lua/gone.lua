-- Tells of what a node gave up while Redis was away, when Redis was restarted and all nodes have told it what they hold: it is
-- gone unless another node holds it too. Arguments: counted; number of subscriptions, each channel and user or ''; number of
-- users, each. Returns {1 if a count is due later}.
local counted = take()
local said = base .. ':gone'

-- Several nodes may have given up the same.
local function isNew(what)
  local added = call('SADD', said, run .. what) == 1
  call('EXPIRE', said, 60)
  return added
end

for _ = 1, takeNumber() do
  local channel, user = take(), take()
  if call('EXISTS', channelKey(channel)) == 1 then
    if user == '' then
      if isNew('n' .. channel) then
        countChanged(channel, counted)
      end
    elseif call('HEXISTS', membersKey(channel), user) == 0 and isNew('m' .. channel .. ' ' .. user) then
      tellLeft(channel, user)
    end
  elseif generation then
    if user ~= '' and isNew('m' .. channel .. ' ' .. user) then
      hold('r', channel, user)
    end
    if isNew('v' .. channel) then
      reportVacated(channel)
    end
  end
end
for _ = 1, takeNumber() do
  local user = take()
  if call('EXISTS', userKey(user)) == 0 and isNew('u' .. user) then
    wentOffline(user)
  end
end
return {heldBack}
