-- Ends the ownership of the app's webhook queue, if this node has it.
if call('GET', base .. ':webhooks:owner') == node then
  call('DEL', base .. ':webhooks:owner')
end
return 1
