-- Arguments: prefix of the names. Returns {name, subscriptions, users} of each occupied channel.
local prefix = take()
local found = {}
for i, channel in ipairs(call('ZRANGEBYLEX', base .. ':channels', '[' .. prefix, '(' .. prefix .. '\255')) do
  found[i] = {channel, sum(channelKey(channel)), call('HLEN', membersKey(channel))}
end
return found
