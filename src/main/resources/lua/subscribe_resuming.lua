-- Comes before subscribe.lua if a subscription of an app with history resumes.
-- Arguments, before the others: the settings of the history, see openHistory. The last argument of each subscription: - or, if it resumes, +
-- and the id after which it continues.
local recovery, history = {}, openHistory(take())

function recovery.take()
  local after = take()
  return after ~= '-' and string.sub(after, 2)
end

function recovery.resume(channel, after, sequence)
  return resume(history, channel, after, sequence)
end

function recovery.close()
  closeHistory(history)
end
