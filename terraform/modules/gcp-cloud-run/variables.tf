variable "project" {
  description = "Id of the project."
  type        = string
}

variable "region" {
  description = "Region of all resources."
  type        = string
}

variable "name" {
  description = "Prefix of the names of all resources; also the id of the service account."
  type        = string
  default     = "vask"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{5,27}[a-z0-9]$", var.name)) || var.name == "vask"
    error_message = "The name must be 7 to 29 characters of a-z 0-9 -, a letter first, or vask."
  }
}

variable "host" {
  description = "Host name of Vask for clients and backends."
  type        = string
}

variable "connections_per_minute" {
  description = "vask.edge.connections-per-minute: WebSocket connections that one address may open in a minute on each edge. null turns the limit off."
  type        = number
  default     = 1200
}

variable "image" {
  description = "Container image of Vask, in a registry that the project can pull from."
  type        = string
}

# API instances start often, edge instances run long. The native executable starts in less than 0.1 s and needs twice the CPU under sustained load.
variable "api_image" {
  description = "Container image of the native executable, for the role api. Defaults to var.image, which runs on the JVM."
  type        = string
  default     = null
}

variable "secrets_key" {
  description = "vask.secrets.key: the key that encrypts the secrets of apps in the database."
  type        = string
  sensitive   = true
}

variable "settings" {
  description = "Additional settings as environment variables, like VASK_EDGE_ACTIVITY_TIMEOUT."
  type        = map(string)
  default     = {}
}

variable "edge_min_instances" {
  description = "Minimum number of edge instances; they always run."
  type        = number
  default     = 1
}

variable "edge_max_instances" {
  description = "Maximum number of edge instances. Each has up to 1000 connections, the limit of Cloud Run per instance."
  type        = number
  default     = 10
}

variable "api_max_instances" {
  description = "Maximum number of API instances. Without requests there are none."
  type        = number
  default     = 10
}

variable "database_tier" {
  description = "Tier of Cloud SQL. It is used when apps change and instances start, never per message."
  type        = string
  default     = "db-g1-small"
}

variable "redis_memory_gb" {
  description = "Memory of Memorystore in GiB."
  type        = number
  default     = 1
}

variable "high_availability" {
  description = "Whether Cloud SQL and Memorystore have a standby in another zone."
  type        = bool
  default     = false
}

variable "subnet_range" {
  description = "CIDR range of the instances. It needs twice as many addresses as the maximum number of instances."
  type        = string
  default     = "10.8.0.0/24"
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to destroy the services and the database."
  type        = bool
  default     = true
}
