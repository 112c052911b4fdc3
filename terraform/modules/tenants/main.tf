# Apps, additional secrets and webhooks for a map of tenants.

terraform {
  required_version = ">= 1.3"
  required_providers {
    vask = { source = "vask/vask" }
  }
}

locals {
  # Webhook headers are sensitive, but whether a tenant has a webhook is not.
  webhooks = { for name, tenant in var.tenants : name => tenant.webhook if tenant.webhook != null }

  secrets = merge([
    for name, tenant in var.tenants : {
      for secret_name, secret in tenant.secrets : "${name}/${secret_name}" => merge(secret, { tenant = name })
    }
  ]...)
}

resource "vask_app" "this" {
  for_each = var.tenants

  key                 = each.value.key != null ? each.value.key : "${var.key_prefix}${each.key}"
  app_id              = each.value.app_id
  name                = each.value.name != null ? each.value.name : each.key
  enabled             = each.value.enabled
  client_events       = each.value.client_events
  subscription_counts = each.value.subscription_counts
  allowed_origins     = each.value.allowed_origins
  quotas              = each.value.quotas

  history                = each.value.history
  authorized_connections = each.value.authorized_connections
  terminate_code         = each.value.terminate_code
}

resource "vask_app_secret" "this" {
  for_each = local.secrets

  app        = vask_app.this[each.value.tenant].key
  keepers    = each.value.keepers
  expires_in = each.value.expires_in

  # The new secret is created before the old one is deleted, so that a rotation rejects no request.
  lifecycle {
    create_before_destroy = true
  }
}

resource "vask_webhook" "this" {
  for_each = local.webhooks

  app     = vask_app.this[each.key].key
  url     = each.value.url
  enabled = each.value.enabled
  events  = each.value.events
  batch   = each.value.batch
  headers = each.value.headers
}
