-- Arguments: the settings of the history, see history in prelude.lua; channel; the id after which events are wanted or ''; the last id of the page before or
-- ''; 1 for the newest first; maximum number; maximum bytes. Returns {'gap' or 'page', current position, oldest id or '', cause or entries, 1
-- if there are more}.
local channel, after, cursor, backward = take(), take(), take(), take() == '1'
local limit, maxPageBytes = takeNumber(), takeNumber()
local sequence = lastSequence()
local record = readRecord(channel)
local current, key = history.epoch .. ':' .. sequence, history.events .. channel

local function read()
  if record.count > 0 then
    maintenance().trim(channel, record, history.maxBytes)
  end
  local first = call('XRANGE', key, '-', '+', 'COUNT', 1)[1]
  local oldest = first and history.epoch .. ':' .. string.match(first[1], '^%d+') or ''
  local from, to = '-', '+'
  if after ~= '' then
    local gap, _, number = gapAfter(channel, after, sequence)
    if gap then
      return {'gap', current, oldest, gap}
    end
    from = '(' .. integer(number) .. '-0'
  end
  if cursor ~= '' then
    local gap, _, number = gapAfter(channel, cursor, sequence)
    if gap and not (backward and number) then
      return {'gap', current, oldest, gap}
    end
    if backward then
      to = '(' .. integer(number) .. '-0'
    elseif number > (tonumber(string.match(from, '%d+')) or 0) then
      from = '(' .. integer(number) .. '-0'
    end
  end
  local found
  if backward then
    found = call('XREVRANGE', key, to, from, 'COUNT', limit + 1)
  else
    found = call('XRANGE', key, from, to, 'COUNT', limit + 1)
  end
  local page, bytes = {}, 0
  for i, entry in ipairs(found) do
    bytes = bytes + #entry[2][2]
    if i > limit or i > 1 and bytes > maxPageBytes then
      break
    end
    page[i] = entry
  end
  return {'page', current, oldest, page, #page < #found and 1 or 0}
end

local result = read()
closeHistory()
return result
