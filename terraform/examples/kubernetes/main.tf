# Vask on the cluster of the current kubectl context.
#
#   terraform apply -var image=.../vask:0.1.0
#
# postgres.crt beside this file is the CA certificate of Postgres. For a Redis whose certificate Java does not trust, set
# VASK_REDIS_ROOT_CERT in settings.

variable "image" {
  type = string
}

variable "secrets_key" {
  type      = string
  sensitive = true
}

variable "database_password" {
  type      = string
  sensitive = true
}

provider "kubernetes" {
  config_path = "~/.kube/config"
}

module "vask" {
  source = "../../modules/kubernetes"

  image       = var.image
  secrets_key = var.secrets_key
  redis_url   = "rediss://redis.stores:6379"
  host        = "vask.example.com"
  tls_secret  = "vask-tls"

  # The pod network, in which the ingress controller runs.
  trusted_proxies = ["10.244.0.0/16"]

  database = {
    url      = "postgresql://postgres.stores:5432/vask"
    username = "vask"
    password = var.database_password
    ca       = file("${path.module}/postgres.crt")
  }
}

output "admin_token" {
  value     = module.vask.admin_token
  sensitive = true
}
