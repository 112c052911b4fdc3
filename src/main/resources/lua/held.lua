-- Returns what the node holds, as in n.
return call('SMEMBERS', base .. ':n:' .. node)
