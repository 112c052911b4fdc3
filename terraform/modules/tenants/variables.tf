variable "tenants" {
  description = "Tenants by name. Absent fields have the defaults of the resources vask_app, vask_app_secret and vask_webhook."
  type = map(object({
    key                 = optional(string) # defaults to key_prefix and the name
    app_id              = optional(string)
    name                = optional(string)
    enabled             = optional(bool)
    client_events       = optional(bool)
    subscription_counts = optional(bool)
    allowed_origins     = optional(set(string))
    quotas              = optional(map(number)) # by name; see docs/limits.md
    history = optional(object({
      enabled       = optional(bool)
      max_events    = optional(number)
      ttl_seconds   = optional(number)
      max_bytes     = optional(number)
      client_events = optional(bool)
    }))
    authorized_connections = optional(bool)
    terminate_code         = optional(number) # 4200 reconnect, 4009 stay away
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
