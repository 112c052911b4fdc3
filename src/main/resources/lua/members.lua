-- Arguments: channel; cursor, 0 to begin; about how many.
-- Returns {next cursor, or 0 at the end, those of some members who have connections to this node, maybe some again}.
local channel, cursor, some = take(), take(), take()
local page = call('HSCAN', membersKey(channel), cursor, 'COUNT', some)
local found = {}
for i = 1, #page[2], 2 do
  local nodes = string.match(page[2][i + 1], '^%d+;([^;]*);')
  if string.find(',' .. nodes, ',' .. node .. '=', 1, true) then
    found[#found + 1] = page[2][i]
  end
end
return {page[1], found}
