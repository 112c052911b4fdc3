# Vask on Fargate, in an existing VPC.
#
#   curl -o rds.pem https://truststore.pki.rds.amazonaws.com/eu-central-1/eu-central-1-bundle.pem
#   terraform apply -var vpc_id=vpc-... -var 'public_subnet_ids=["subnet-...","subnet-..."]' ...

variable "vpc_id" {
  type = string
}

variable "public_subnet_ids" {
  type = list(string)
}

variable "private_subnet_ids" {
  type = list(string)
}

variable "certificate_arn" {
  type = string
}

variable "image" {
  type = string
}

# TF_VAR_secrets_key="$(openssl rand -base64 32)", TF_VAR_admin_token="$(openssl rand -hex 24)" and so on; keep them in a password manager.
variable "secrets_key" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "admin_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "database_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "redis_auth_token" {
  type      = string
  sensitive = true
}

provider "aws" {
  region = "eu-central-1"
}

module "vask" {
  source = "../../modules/aws-ecs"

  image              = var.image
  secrets_key        = var.secrets_key
  admin_token        = var.admin_token
  database_password  = var.database_password
  redis_auth_token   = var.redis_auth_token
  database_ca        = file("${path.module}/rds.pem")
  vpc_id             = var.vpc_id
  public_subnet_ids  = var.public_subnet_ids
  private_subnet_ids = var.private_subnet_ids
  certificate_arn    = var.certificate_arn
  high_availability  = true
}

output "dns_name" {
  value = module.vask.dns_name
}

output "admin_url" {
  value = module.vask.admin_url
}

output "admin_token_secret_arn" {
  value = module.vask.admin_token_secret_arn
}
