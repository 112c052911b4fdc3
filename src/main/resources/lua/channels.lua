-- Arguments: prefix of the names; the last name of the previous page, or ''; maximum number of channels.
-- Returns {name, members, ...} of occupied channels, ordered by name.
local prefix, after, limit = take(), take(), take()
local from = after == '' and '[' .. prefix or '(' .. after
local found = {}
for i, channel in ipairs(call('ZRANGEBYLEX', base .. ':channels', from, '(' .. prefix .. '\255', 'LIMIT', 0, limit)) do
  found[2 * i - 1] = channel
  found[2 * i] = string.sub(channel, 1, 9) == 'presence-' and call('HLEN', base .. MEMBERS .. channel) or 0
end
return found
