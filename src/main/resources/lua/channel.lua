-- Arguments: channel. Returns {subscriptions, members, cached event}.
local channel = take()
return {sum(CHANNEL .. channel), call('HLEN', MEMBERS .. channel), cached(channel)}
