variable "name" {
  description = "What the names of everything begin with."
  type        = string
  default     = "vask"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,20}[a-z0-9]$", var.name))
    error_message = "The name must be 2 to 22 characters of a-z 0-9 -, a letter first."
  }
}

variable "image" {
  description = "Vask's container image, where the account may pull it."
  type        = string
}

# An api starts often, an edge lives long: the native executable starts in less than 0.1 s, and costs twice the CPU under sustained load.
variable "api_image" {
  description = "The image of the native executable, for the role api. The default is var.image, which runs on the JVM."
  type        = string
  default     = null
}

variable "secrets_key" {
  description = "vask.secrets.key: what encrypts the secrets of apps in the database."
  type        = string
  sensitive   = true
}

variable "database_ca" {
  description = "The certificates (PEM) that RDS is verified with: the bundle of the region from https://truststore.pki.rds.amazonaws.com."
  type        = string

  validation {
    condition     = can(regex("-----BEGIN CERTIFICATE-----", var.database_ca))
    error_message = "The database_ca must be certificates in PEM."
  }
}

variable "init_image" {
  description = "An image with a shell, which writes the certificates to where Vask reads them."
  type        = string
  default     = "public.ecr.aws/docker/library/busybox:1.37"
}

variable "settings" {
  description = "Further settings as environment variables, like VASK_WEBHOOKS_GRACE."
  type        = map(string)
  default     = {}
}

variable "vpc_id" {
  description = "The network of everything."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer, in at least two zones."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of tasks and stores, in at least two zones, with a way to pull the image and to reach webhooks."
  type        = list(string)
}

variable "certificate_arn" {
  description = "Certificate of the name by which clients reach the load balancer."
  type        = string
}

variable "activity_timeout" {
  description = "vask.edge.activity-timeout in seconds; the load balancer's idle time-out follows."
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

variable "edge_min_tasks" {
  description = "Edges at least."
  type        = number
  default     = 2
}

variable "edge_max_tasks" {
  description = "Edges at most."
  type        = number
  default     = 10
}

variable "api_min_tasks" {
  description = "API tasks at least; ECS does not start one for a request, so that none would be an outage."
  type        = number
  default     = 1
}

variable "api_max_tasks" {
  description = "API tasks at most."
  type        = number
  default     = 10
}

variable "database_class" {
  description = "Machine of RDS. It is asked when apps change and tasks start, never per message."
  type        = string
  default     = "db.t4g.micro"
}

variable "redis_node_type" {
  description = "Machine of ElastiCache."
  type        = string
  default     = "cache.t4g.small"
}

variable "high_availability" {
  description = "Whether RDS and ElastiCache have a standby in another zone."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether a destroy refuses to delete the database."
  type        = bool
  default     = true
}
