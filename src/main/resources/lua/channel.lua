-- Arguments: channel. Returns {subscriptions, members, cached event}.
local channel = take()
return {sum(channelKey(channel)), call('HLEN', membersKey(channel)), cached(channel)}
