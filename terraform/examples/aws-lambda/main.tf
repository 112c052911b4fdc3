# Edges on Fargate and the HTTP API on Lambda, behind one host: /app/ goes to the edges, /apps/ to the function. One task with the role api
# remains for the admin API inside the VPC.
#
#   make lambda-native
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

variable "admin_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

variable "database_password" {
  type      = string
  sensitive = true
}

variable "redis_auth_token" {
  type      = string
  sensitive = true
}

variable "package" {
  type    = string
  default = "../../../target/function.zip"
}

provider "aws" {
  region = "eu-central-1"
}

module "edges" {
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
  api_min_tasks      = 1
  api_max_tasks      = 1
}

# The RDS Proxy reads user and password from one secret.
resource "aws_secretsmanager_secret" "proxy" {
  name_prefix = "vask-proxy-"
}

resource "aws_secretsmanager_secret_version" "proxy" {
  secret_id                = aws_secretsmanager_secret.proxy.id
  secret_string_wo         = jsonencode({ username = "vask", password = var.database_password })
  secret_string_wo_version = 1
}

module "api" {
  source = "../../modules/aws-lambda"

  package                  = var.package
  package_hash             = fileexists(var.package) ? filebase64sha256(var.package) : ""
  vpc_id                   = var.vpc_id
  subnet_ids               = var.private_subnet_ids
  stores_security_group_id = module.edges.stores_security_group_id
  redis_url                = "rediss://:${var.redis_auth_token}@${module.edges.redis_address}:6379"
  database_instance        = module.edges.database_instance
  database_secret_arn      = aws_secretsmanager_secret.proxy.arn
  database_password        = var.database_password
  secrets_key              = var.secrets_key
  listener_arn             = module.edges.listener_arn
}

output "dns_name" {
  value = module.edges.dns_name
}
