variable "name" {
  description = "Prefix of the names of all resources."
  type        = string
  default     = "vask-function"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,28}[a-z0-9]$", var.name))
    error_message = "The name must be 2 to 30 characters of a-z 0-9 -, a letter first."
  }
}

variable "package" {
  description = "Path of function.zip, from make lambda-native (provided.al2023) or make lambda (java25)."
  type        = string
}

variable "package_hash" {
  description = "Base64 SHA-256 of the package, for example filebase64sha256(\"function.zip\"): the functions are updated when it changes."
  type        = string
}

variable "runtime" {
  description = "provided.al2023 for the native executable, java25 for the JVM. java25 needs version 6.21 or later of the provider."
  type        = string
  default     = "provided.al2023"

  validation {
    condition     = contains(["provided.al2023", "java25"], var.runtime)
    error_message = "The runtime must be provided.al2023 or java25."
  }
}

variable "architecture" {
  description = "arm64 or x86_64: the one that the package was built for."
  type        = string
  default     = "arm64"
}

variable "memory" {
  description = "Memory in MB. CPU grows with it: 1,769 MB are one CPU."
  type        = number
  default     = 1024
}

variable "max_instances" {
  description = "Maximum number of instances of the API at a time. Each has up to database_connections connections to the database."
  type        = number
  default     = 50
}

variable "database_connections" {
  description = "Maximum number of database connections of an instance."
  type        = number
  default     = 2

  validation {
    condition     = var.database_connections >= 1 && var.database_connections <= 2
    error_message = "The database_connections must be 1 or 2."
  }
}

variable "vpc_id" {
  description = "The VPC of Redis and Postgres."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, with a NAT gateway if ticks deliver webhooks."
  type        = list(string)
}

variable "stores_security_group_id" {
  description = "Security group of Redis and Postgres. Rules are added that let the functions and the proxy in."
  type        = string
}

variable "redis_url" {
  description = "rediss://:password@host:6379. It is stored in the configuration of the functions and in the state, both encrypted."
  type        = string
  sensitive   = true

  validation {
    condition     = startswith(var.redis_url, "rediss://")
    error_message = "The redis_url must start with rediss://."
  }
}

variable "database_instance" {
  description = "Identifier of the RDS instance with the apps. An RDS Proxy is created for it, which bounds its connections."
  type        = string
}

variable "database_name" {
  type    = string
  default = "vask"
}

variable "database_secret_arn" {
  description = "Secret with the fields username and password, for the RDS Proxy."
  type        = string
}

variable "database_username" {
  type    = string
  default = "vask"
}

variable "database_password" {
  description = "Password of the database user. It is stored in the configuration of the functions and in the state, both encrypted."
  type        = string
  sensitive   = true
}

variable "secrets_key" {
  description = "vask.secrets.key, the same as that of the nodes. It is stored in the configuration of the functions and in the state, both encrypted."
  type        = string
  sensitive   = true
}

variable "settings" {
  description = "More settings, as environment variables."
  type        = map(string)
  default     = {}
}

variable "function_url" {
  description = "Whether the API has a function URL, which is public. Vask verifies the signature of each request."
  type        = bool
  default     = false
}

variable "listener_arn" {
  description = "HTTPS listener of a load balancer that sends /apps/* to the function, or null. With that of modules/aws-ecs, edges and the API have one host."
  type        = string
  default     = null
}

variable "listener_priority" {
  description = "Priority of the rule of the listener. modules/aws-ecs has 20 for /apps/*; a lower number takes precedence."
  type        = number
  default     = 15
}

variable "schedule" {
  description = "How often ticks run, or null for none. Where a node runs permanently, it does their work."
  type        = string
  default     = null
}

variable "alarm_actions" {
  description = "ARNs that alarms notify, for example of an SNS topic."
  type        = list(string)
  default     = []
}
