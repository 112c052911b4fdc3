output "keys" {
  description = "App key by tenant; not a secret."
  value       = { for name, app in vask_app.this : name => app.key }
}

output "environment" {
  description = "Environment variables by tenant, for a Laravel or any other application with a Pusher SDK."
  sensitive   = true
  value = {
    for name, app in vask_app.this : name => {
      BROADCAST_CONNECTION = "pusher"
      PUSHER_APP_ID        = app.key
      PUSHER_APP_KEY       = app.key
      PUSHER_APP_SECRET    = var.tenants[name].secret == null ? app.secret : vask_app_secret.this["${name}/${var.tenants[name].secret}"].secret
      PUSHER_HOST          = var.endpoint.host
      PUSHER_PORT          = tostring(var.endpoint.port)
      PUSHER_SCHEME        = var.endpoint.scheme
      PUSHER_APP_CLUSTER   = ""
    }
  }
}
