-- Arguments: channel. Returns {subscriptions, members, cached event}.
local channel = take()
return {sum(base .. CHANNEL .. channel), call('HLEN', base .. MEMBERS .. channel), cached(channel)}
