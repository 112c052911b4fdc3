variable "name" {
  description = "Prefix of the names of all resources."
  type        = string
  default     = "vask"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,20}[a-z0-9]$", var.name))
    error_message = "The name must be 2 to 22 characters of a-z 0-9 -, a letter first."
  }
}

variable "image" {
  description = "Container image of Vask, in a registry that the account can pull from."
  type        = string
}

# API instances start often, edge instances run long. The native executable starts in less than 0.1 s and needs twice the CPU under sustained load.
variable "api_image" {
  description = "Container image of the native executable, for the role api. Defaults to var.image, which runs on the JVM."
  type        = string
  default     = null
}

# Ephemeral: not stored in plan or state. They are written when secrets_version changes, and must be given at each run, for example in TF_VAR_
# variables of the environment.
variable "secrets_key" {
  description = "vask.secrets.key: the key that encrypts the secrets of apps in the database."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "admin_token" {
  description = "vask.admin.token: the token of the admin API, at least 24 characters."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.admin_token) >= 24
    error_message = "The admin_token must have at least 24 characters."
  }
}

variable "database_password" {
  description = "Password of the user vask in RDS: 8 to 128 characters without / \" @ and spaces."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "redis_auth_token" {
  description = "Password of ElastiCache: 16 to 128 letters and digits. It is stored in the state, because ElastiCache has no write-only attribute for it."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9]{16,128}$", var.redis_auth_token))
    error_message = "The redis_auth_token must have 16 to 128 letters and digits."
  }
}

variable "secrets_version" {
  description = "Change this number to write the four values above again."
  type        = number
  default     = 1
}

variable "database_ca" {
  description = "PEM certificates to verify RDS with: the region's bundle from https://truststore.pki.rds.amazonaws.com."
  type        = string

  validation {
    condition     = can(regex("-----BEGIN CERTIFICATE-----", var.database_ca))
    error_message = "The database_ca must be certificates in PEM."
  }
}

variable "init_image" {
  description = "Image with a shell. Its container writes the certificates to a volume that Vask reads."
  type        = string
  default     = "public.ecr.aws/docker/library/busybox:1.37"
}

variable "settings" {
  description = "Additional settings as environment variables, like VASK_WEBHOOKS_GRACE."
  type        = map(string)
  default     = {}
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer, in at least two availability zones."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of the tasks, Postgres and Redis, in at least two availability zones, with outbound access to the image registry and to webhook endpoints."
  type        = list(string)
}

variable "certificate_arn" {
  description = "ARN of the certificate for the host name of the load balancer."
  type        = string
}

variable "activity_timeout" {
  description = "vask.edge.activity-timeout in seconds. The load balancer's idle timeout is derived from it."
  type        = number
  default     = 120

  validation {
    condition     = var.activity_timeout >= 1 && var.activity_timeout <= 3600
    error_message = "The activity time-out must be 1 to 3600 seconds."
  }
}

variable "pong_timeout" {
  description = "vask.edge.pong-timeout in seconds."
  type        = number
  default     = 30

  validation {
    condition     = var.pong_timeout >= 1 && var.pong_timeout <= 300
    error_message = "The pong time-out must be 1 to 300 seconds."
  }
}

variable "edge_drain" {
  description = "vask.edge.drain in seconds: the time over which an edge that stops closes its connections. Fargate allows 120 s to stop, 30 of which are for the rest."
  type        = number
  default     = 60

  validation {
    condition     = var.edge_drain >= 1 && var.edge_drain <= 90
    error_message = "The edge_drain must be 1 to 90 seconds."
  }
}

variable "connections_per_minute" {
  description = "vask.edge.connections-per-minute: WebSocket connections that one address may open in a minute on each edge. null turns the limit off."
  type        = number
  default     = 1200
}

variable "management_cidr_blocks" {
  description = "Networks inside the VPC that may reach the management port 9000 (admin API, console and metrics). None if empty."
  type        = list(string)
  default     = []
}

variable "edge_min_tasks" {
  description = "Minimum number of edge instances."
  type        = number
  default     = 2
}

variable "edge_max_tasks" {
  description = "Maximum number of edge instances."
  type        = number
  default     = 10
}

variable "api_min_tasks" {
  description = "Minimum number of API tasks. ECS does not start a task on demand, so 0 would be an outage."
  type        = number
  default     = 1
}

variable "api_max_tasks" {
  description = "Maximum number of API tasks."
  type        = number
  default     = 10
}

variable "database_class" {
  description = "Instance class of RDS. It is used when apps change and tasks start, never per message."
  type        = string
  default     = "db.t4g.micro"
}

variable "redis_node_type" {
  description = "Node type of ElastiCache."
  type        = string
  default     = "cache.t4g.small"
}

variable "high_availability" {
  description = "Whether RDS and ElastiCache have a standby in another availability zone."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to destroy the database."
  type        = bool
  default     = true
}
