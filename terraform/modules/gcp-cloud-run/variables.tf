variable "project" {
  description = "Id of the project."
  type        = string
}

variable "region" {
  description = "Where everything runs."
  type        = string
}

variable "name" {
  description = "What the names of everything begin with; also the id of the service account."
  type        = string
  default     = "vask"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{5,27}[a-z0-9]$", var.name)) || var.name == "vask"
    error_message = "The name must be 7 to 29 characters of a-z 0-9 -, a letter first, or vask."
  }
}

variable "image" {
  description = "Vask's container image, where this project may pull it."
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

variable "settings" {
  description = "Further settings as environment variables, like VASK_EDGE_ACTIVITY_TIMEOUT."
  type        = map(string)
  default     = {}
}

variable "edge_min_instances" {
  description = "Edges that always run."
  type        = number
  default     = 1
}

variable "edge_max_instances" {
  description = "Edges at most; each holds up to 1000 sockets, which is the most that Cloud Run lets through to one."
  type        = number
  default     = 10
}

variable "api_max_instances" {
  description = "API instances at most; with no requests there are none."
  type        = number
  default     = 10
}

variable "database_tier" {
  description = "Machine of Cloud SQL. It is asked when apps change and instances start, never per message."
  type        = string
  default     = "db-g1-small"
}

variable "redis_memory_gb" {
  description = "Memory of Memorystore."
  type        = number
  default     = 1
}

variable "high_availability" {
  description = "Whether Cloud SQL and Memorystore have a standby in another zone."
  type        = bool
  default     = false
}

variable "subnet_range" {
  description = "Addresses of the instances, of which there must be as many as instances at most, twice."
  type        = string
  default     = "10.8.0.0/24"
}

variable "deletion_protection" {
  description = "Whether a destroy refuses to delete services and the database."
  type        = bool
  default     = true
}
