variable "name" {
  description = "Prefix of the names of all resources."
  type        = string
  default     = "vask"
}

variable "namespace" {
  description = "Namespace of all resources. It must exist."
  type        = string
  default     = "default"
}

variable "image" {
  description = "Container image of Vask, in a registry that the cluster can pull from."
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

variable "database" {
  description = "Postgres database of the apps; url like postgresql://postgres:5432/vask, ca the PEM certificates to verify it with."
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
  description = "URL of the Redis for the live state, like rediss://redis:6379. It must not evict keys (maxmemory-policy noeviction)."
  type        = string
  sensitive   = true
}

variable "settings" {
  description = "Additional settings as environment variables, like VASK_EDGE_ACTIVITY_TIMEOUT."
  type        = map(string)
  default     = {}
}

variable "edge_drain" {
  description = "vask.edge.drain in seconds: the time over which an edge that stops closes its connections."
  type        = number
  default     = 30
}

variable "trusted_proxies" {
  description = "Networks of the ingress controller, like 10.244.0.0/16. Without them there is no limit per address."
  type        = list(string)
  default     = []
}

variable "connections_per_minute" {
  description = "vask.edge.connections-per-minute: WebSocket connections that one address may open in a minute on each edge, where trusted_proxies is set. null turns the limit off."
  type        = number
  default     = 1200
}

variable "management_namespaces" {
  description = "Namespaces whose pods may reach the management port: metrics, and the admin API."
  type        = list(string)
  default     = ["monitoring"]
}

variable "egress_ports" {
  description = "TCP ports that pods may connect to: Postgres, Redis, collectors of traces (OTLP), and webhooks."
  type        = list(number)
  default     = [5432, 6379, 4317, 4318, 80, 443]
}

variable "edge_min_replicas" {
  description = "Minimum number of edge instances."
  type        = number
  default     = 2
}

variable "edge_max_replicas" {
  description = "Maximum number of edge instances."
  type        = number
  default     = 10
}

variable "api_min_replicas" {
  description = "Minimum number of API pods."
  type        = number
  default     = 2
}

variable "api_max_replicas" {
  description = "Maximum number of API pods."
  type        = number
  default     = 10
}

variable "host" {
  description = "Host name of Vask for clients and backends. No ingress if absent."
  type        = string
  default     = null
}

variable "ingress_class" {
  description = "Class of the ingress."
  type        = string
  default     = "nginx"
}

variable "ingress_annotations" {
  description = "Annotations of the ingress. By default nginx keeps idle connections longer than Vask's ping interval."
  type        = map(string)
  default = {
    "nginx.ingress.kubernetes.io/proxy-read-timeout" = "180"
    "nginx.ingress.kubernetes.io/proxy-send-timeout" = "180"
  }
}

variable "tls_secret" {
  description = "Name of the secret with the ingress's certificate. No TLS if absent."
  type        = string
  default     = null
}
