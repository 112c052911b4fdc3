-- Arguments: channel. Returns its members as in m.
return call('HGETALL', membersKey(take()))
