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

variable "secrets_key" {
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

output "admin_token" {
  value     = module.vask.admin_token
  sensitive = true
}
