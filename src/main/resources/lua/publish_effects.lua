-- Comes before publish.lua if an event of the call is cached or recorded for the webhook.
-- The letters of an event end with k, followed by time to live in ms (-1 without expiry), event name, and data, or with r, followed by event name,
-- data, and user or ''.
local function cacheEvent(channel, ttl, event, data, id)
  local cache = base .. CACHE .. channel
  call('HSET', cache, 'e', event, 'd', data, 'i', id)
  if generation then
    call('DEL', base .. MISS .. channel)
  end
  if ttl == '-1' then
    call('PERSIST', cache)
  else
    call('PEXPIRE', cache, ttl)
  end
end

-- Does what the letters say, after which the arguments follow at a position.
local function effects(letters, at, channel, line, id)
  local letter = string.sub(letters, -1)
  if letter == 'k' then
    cacheEvent(channel, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], id)
  elseif letter == 'r' then
    recordEvent('c', channel, ARGV[at + 1], ARGV[at + 2], string.match(line, '\n([^\n]*)'), ARGV[at + 3])
  end
end
