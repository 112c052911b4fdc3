# Two tenants on a running server. Set VASK_URL and VASK_ADMIN_TOKEN.
#
#   make run
#   VASK_URL=http://localhost:8080 VASK_ADMIN_TOKEN=demo-token-for-local-use terraform apply
#   terraform output -json environment

terraform {
  required_providers {
    vask = { source = "vask/vask" }
  }
}

provider "vask" {}

module "tenants" {
  source = "../../modules/tenants"

  key_prefix = "example-"
  endpoint   = { host = "localhost", port = 8080, scheme = "http" }

  tenants = {
    acme = {
      name          = "Acme Corporation"
      client_events = true
      quotas        = { max_connections = 1000, events_per_second = 50 }
      history       = { enabled = true }
    }
    globex = {
      allowed_origins = ["https://*.globex.example.com"]
      webhook         = { url = "https://globex.example.com/webhooks", events = ["channel_occupied", "channel_vacated"] }
    }
  }
}

output "keys" {
  value = module.tenants.keys
}

output "environment" {
  value     = module.tenants.environment
  sensitive = true
}
