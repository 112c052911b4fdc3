-- Arguments: channel. Returns {subscriptions, users, cached event}.
local channel = take()
return {sum(channelKey(channel)), call('HLEN', membersKey(channel)), cached(channel)}
