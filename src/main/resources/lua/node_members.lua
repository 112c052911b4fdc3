-- Arguments: channel; cursor, 0 to start; about how many.
-- Returns {next cursor, 0 at the end; some of the members with connections to this node, possibly repeated}.
local channel, cursor, count = take(), take(), take()
local page = call('HSCAN', base .. MEMBERS .. channel, cursor, 'COUNT', count)
local found = {}
for i = 1, #page[2], 2 do
  local nodes = string.match(page[2][i + 1], '^%d+;([^;]*);')
  if string.find(',' .. nodes, ',' .. node .. '=', 1, true) then
    found[#found + 1] = page[2][i]
  end
end
return {page[1], found}
