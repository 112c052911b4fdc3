-- Arguments: channel; cursor, 0 to begin; about how many.
-- Returns {next cursor, or 0 at the end, {user, sequence at which it joined, ...} of some members, maybe some again}.
local channel, cursor, some = take(), take(), take()
local page = call('HSCAN', membersKey(channel), cursor, 'COUNT', some)
local found = {}
for i = 1, #page[2], 2 do
  found[i] = page[2][i]
  found[i + 1] = string.match(page[2][i + 1], '^(%d+);')
end
return {page[1], found}
