variable "tenants" {
  description = "Tenants by name. Absent fields have the defaults of the resources vask_app, vask_app_secret and vask_webhook."
  type = map(object({
    key                 = optional(string) # defaults to key_prefix and the name
    name                = optional(string)
    enabled             = optional(bool)
    client_events       = optional(bool)
    subscription_counts = optional(bool)
    allowed_origins     = optional(set(string))
    quotas = optional(object({
      max_connections                  = optional(number)
      events_per_second                = optional(number)
      events_per_month                 = optional(number)
      client_events_per_second         = optional(number)
      max_event_bytes                  = optional(number)
      max_presence_members             = optional(number)
      cache_ttl_seconds                = optional(number)
      max_batch_events                 = optional(number)
      max_channels_per_event           = optional(number)
      max_channel_name_length          = optional(number)
      max_subscriptions_per_connection = optional(number)
      max_channels                     = optional(number)
    }))
    secrets = optional(map(object({
      keepers    = optional(map(string))
      expires_in = optional(string)
    })), {})
    secret = optional(string) # the secret that applications use; defaults to the app's own
    webhook = optional(object({
      url     = string
      enabled = optional(bool)
      events  = optional(set(string))
      batch   = optional(bool)
      headers = optional(map(string))
    }))
  }))

  validation {
    condition     = alltrue([for tenant in var.tenants : tenant.secret == null || contains(keys(tenant.secrets), coalesce(tenant.secret, "-"))])
    error_message = "A tenant's secret must be the name of one of its secrets."
  }
}

variable "key_prefix" {
  description = "Prefix of the app keys, followed by the tenant's name."
  type        = string
  default     = ""
}

variable "endpoint" {
  description = "Address of Vask for applications."
  type = object({
    host   = string
    port   = optional(number, 443)
    scheme = optional(string, "https")
  })
}
