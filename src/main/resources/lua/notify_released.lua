-- Notifies of what a node released while Redis was away, after Redis was restarted and all nodes have restored their entries: it is
-- released unless another node holds it. Arguments: 1 if subscribers get counts; number of subscriptions, each: channel, user or '';
-- number of users, each. Returns {1 if a count is due later}.
local counted = take()
local notified = base .. ':notified'

-- Several nodes may have released the same.
local function isNew(entry)
  local added = call('SADD', notified, run .. entry) == 1
  call('EXPIRE', notified, 60)
  return added
end

for _ = 1, takeNumber() do
  local channel, user = take(), take()
  if call('EXISTS', base .. CHANNEL .. channel) == 1 then
    if user == '' then
      if isNew('n' .. channel) then
        countChanged(channel, counted)
      end
    elseif call('HEXISTS', base .. MEMBERS .. channel, user) == 0 and isNew('m' .. channel .. ' ' .. user) then
      memberRemoved(channel, user)
    end
  elseif generation then
    if user ~= '' and isNew('m' .. channel .. ' ' .. user) then
      delayEvent('r', channel, user)
    end
    if isNew('v' .. channel) then
      recordVacated(channel)
    end
  end
end
for _ = 1, takeNumber() do
  local user = take()
  if call('EXISTS', base .. USER .. user) == 0 and isNew('u' .. user) then
    sendOffline(user)
  end
end
return {countDue}
