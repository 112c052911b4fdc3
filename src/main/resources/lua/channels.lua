-- Arguments: prefix of the names; the name after which the page begins, or ''; how many channels at most.
-- Returns {name, members, ...} of occupied channels, in the order of their names.
local prefix, after, most = take(), take(), take()
local from = after == '' and '[' .. prefix or '(' .. after
local found = {}
for i, channel in ipairs(call('ZRANGEBYLEX', base .. ':channels', from, '(' .. prefix .. '\255', 'LIMIT', 0, most)) do
  found[2 * i - 1] = channel
  found[2 * i] = string.sub(channel, 1, 9) == 'presence-' and call('HLEN', membersKey(channel)) or 0
end
return found
