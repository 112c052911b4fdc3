-- This node works on the app's webhooks no more.
if call('GET', base .. ':hooks:owner') == node then
  call('DEL', base .. ':hooks:owner')
end
return 1
