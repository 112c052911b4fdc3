# Vask on Cloud Run. The APIs run, sqladmin, redis, secretmanager, servicenetworking, dns and compute must be enabled.
#
#   terraform apply -var project=my-project -var image=.../vask:0.1.0

variable "project" {
  type = string
}

variable "image" {
  type = string
}

variable "secrets_key" {
  type      = string
  sensitive = true
}

provider "google" {
  project = var.project
  region  = "europe-west1"
}

module "vask" {
  source = "../../modules/gcp-cloud-run"

  project            = var.project
  region             = "europe-west1"
  image              = var.image
  secrets_key        = var.secrets_key
  host               = "vask.example.com"
  edge_min_instances = 2
}

output "address" {
  value = module.vask.address
}

output "admin_url" {
  value = module.vask.admin_url
}

output "admin_token" {
  value     = module.vask.admin_token
  sensitive = true
}
