-- Arguments: channel; cursor, 0 to start; about how many.
-- Returns {next cursor, 0 at the end; {user, sequence at which it was added, ...} of some members, possibly repeated}.
local channel, cursor, count = take(), take(), take()
local page = call('HSCAN', base .. MEMBERS .. channel, cursor, 'COUNT', count)
local found = {}
for i = 1, #page[2], 2 do
  found[i] = page[2][i]
  found[i + 1] = string.match(page[2][i + 1], '^(%d+);')
end
return {page[1], found}
