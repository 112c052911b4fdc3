variable "name" {
  description = "What the names of everything begin with."
  type        = string
  default     = "vask"
}

variable "namespace" {
  description = "The namespace of everything, which there must be."
  type        = string
  default     = "default"
}

variable "image" {
  description = "Vask's container image, where the cluster may pull it."
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

variable "database" {
  description = "The Postgres of the apps; url like postgresql://postgres:5432/vask, ca the certificates (PEM) that it is verified with."
  type = object({
    url      = string
    username = string
    password = string
    ca       = string
  })

  validation {
    condition     = can(regex("^postgresql://[^?]+$", var.database.url))
    error_message = "The database's url must begin with postgresql:// and have no parameters: the connection is always verified."
  }

  validation {
    condition     = can(regex("-----BEGIN CERTIFICATE-----", var.database.ca))
    error_message = "The database's ca must be certificates in PEM."
  }
}

variable "redis_url" {
  description = "The Redis of the live state, like rediss://redis:6379. It must not evict (maxmemory-policy noeviction)."
  type        = string
  sensitive   = true
}

variable "settings" {
  description = "Further settings as environment variables, like VASK_EDGE_ACTIVITY_TIMEOUT."
  type        = map(string)
  default     = {}
}

variable "edge_min_replicas" {
  description = "Edges at least."
  type        = number
  default     = 2
}

variable "edge_max_replicas" {
  description = "Edges at most."
  type        = number
  default     = 10
}

variable "api_min_replicas" {
  description = "API pods at least."
  type        = number
  default     = 2
}

variable "api_max_replicas" {
  description = "API pods at most."
  type        = number
  default     = 10
}

variable "host" {
  description = "Name by which clients and backends reach Vask; no ingress if left out."
  type        = string
  default     = null
}

variable "ingress_class" {
  description = "Class of the ingress."
  type        = string
  default     = "nginx"
}

variable "ingress_annotations" {
  description = "Annotations of the ingress. The default lets nginx keep a socket that is silent longer than the heartbeat needs."
  type        = map(string)
  default = {
    "nginx.ingress.kubernetes.io/proxy-read-timeout" = "180"
    "nginx.ingress.kubernetes.io/proxy-send-timeout" = "180"
  }
}

variable "tls_secret" {
  description = "Secret with the ingress's certificate; no TLS if left out."
  type        = string
  default     = null
}
