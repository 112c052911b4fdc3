-- Comes before subscribe.lua if a subscription of an app with history resumes.
-- Arguments, before the others: the settings, see history in prelude.lua. The last argument of each subscription: - or, if it resumes, + and the
-- id after which it continues.
local recovery = {resume = resume, close = closeHistory}

function recovery.take()
  local after = take()
  return after ~= '-' and string.sub(after, 2)
end
