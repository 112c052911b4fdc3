# A Vask cluster on Kubernetes that uses an existing Postgres and Redis. One host: /app/ goes to the edges, /apps/ to the API, nothing else is
# public. The management port (admin API, console, metrics) is reachable inside the cluster only.

terraform {
  required_version = ">= 1.3"
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.20"
    }
    random = {
      source  = "hashicorp/random"
      version = ">= 3.0"
    }
  }
}

resource "random_password" "admin_token" {
  length  = 40
  special = false
}

locals {
  port            = 8080
  management_port = 9000

  # The ingress sends the address of the client. Without trusting it, a limit per address would limit all clients together.
  address_limits = length(var.trusted_proxies) == 0 ? {} : merge(
    { VASK_EDGE_TRUSTED_PROXIES = join(",", var.trusted_proxies) },
    var.connections_per_minute == null ? {} : { VASK_EDGE_CONNECTIONS_PER_MINUTE = tostring(var.connections_per_minute) },
  )

  variables = merge({
    VASK_MODE              = "cluster"
    VASK_DATABASE_URL      = "${var.database.url}?sslmode=verify-full&sslrootcert=/etc/vask/ca/postgres.crt"
    VASK_DATABASE_USERNAME = var.database.username
    VASK_EDGE_DRAIN        = "${var.edge_drain}s"
    VASK_HTTP_IDLE_TIMEOUT = "90s" # longer than ingress-nginx keeps connections
  }, local.address_limits, var.settings)

  # grace: 5 s after SIGTERM in which load balancers notice, the drain, in which connections are closed with 4200 and reconnect to other
  # pods, and a margin.
  services = {
    api  = { least = var.api_min_replicas, most = var.api_max_replicas, cpu = "250m", memory = "512Mi", grace = 30 }
    edge = { least = var.edge_min_replicas, most = var.edge_max_replicas, cpu = "500m", memory = "1Gi", grace = var.edge_drain + 30 }
  }

  # Edges serve no admin API.
  secrets = {
    api  = [kubernetes_secret_v1.vask.metadata[0].name, kubernetes_secret_v1.admin.metadata[0].name]
    edge = [kubernetes_secret_v1.vask.metadata[0].name]
  }
}

resource "kubernetes_secret_v1" "vask" {
  metadata {
    name      = var.name
    namespace = var.namespace
  }

  data = {
    VASK_DATABASE_PASSWORD = var.database.password
    VASK_REDIS_URL         = var.redis_url
    VASK_SECRETS_KEY       = var.secrets_key
  }
}

resource "kubernetes_secret_v1" "admin" {
  metadata {
    name      = "${var.name}-admin"
    namespace = var.namespace
  }

  data = { VASK_ADMIN_TOKEN = random_password.admin_token.result }
}

resource "kubernetes_config_map_v1" "ca" {
  metadata {
    name      = "${var.name}-ca"
    namespace = var.namespace
  }

  data = { "postgres.crt" = var.database.ca }
}

resource "kubernetes_deployment_v1" "this" {
  for_each = local.services

  metadata {
    name      = "${var.name}-${each.key}"
    namespace = var.namespace
    labels    = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = each.key }
  }

  spec {
    selector {
      match_labels = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = each.key }
    }

    strategy {
      type = "RollingUpdate"

      rolling_update {
        max_unavailable = "0"
        max_surge       = "25%"
      }
    }

    template {
      metadata {
        labels = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = each.key }

        # New secrets and certificates need new pods.
        annotations = {
          "vask/secrets" = sha256(jsonencode([kubernetes_secret_v1.vask.data, kubernetes_secret_v1.admin.data]))
          "vask/ca"      = sha256(var.database.ca)

          "prometheus.io/scrape" = "true"
          "prometheus.io/port"   = tostring(local.management_port)
          "prometheus.io/path"   = "/q/metrics"
        }
      }

      spec {
        termination_grace_period_seconds = each.value.grace
        automount_service_account_token  = false
        enable_service_links             = false # no variables like VASK_PORT for each Service of the namespace

        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "kubernetes.io/hostname"
          when_unsatisfiable = "ScheduleAnyway"

          label_selector {
            match_labels = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = each.key }
          }
        }

        security_context {
          run_as_non_root = true
          run_as_user     = 1001

          seccomp_profile {
            type = "RuntimeDefault"
          }
        }

        volume {
          name = "tmp"

          empty_dir {
            medium     = "Memory"
            size_limit = "64Mi"
          }
        }

        volume {
          name = "ca"

          config_map {
            name = kubernetes_config_map_v1.ca.metadata[0].name
          }
        }

        container {
          name  = "vask"
          image = each.key == "api" ? coalesce(var.api_image, var.image) : var.image

          port {
            name           = "http"
            container_port = local.port
          }

          port {
            name           = "management"
            container_port = local.management_port
          }

          env {
            name  = "VASK_ROLE"
            value = each.key
          }

          env {
            name  = "PORT"
            value = tostring(local.port)
          }

          dynamic "env" {
            for_each = local.variables

            content {
              name  = env.key
              value = env.value
            }
          }

          dynamic "env_from" {
            for_each = local.secrets[each.key]

            content {
              secret_ref {
                name = env_from.value
              }
            }
          }

          volume_mount {
            name       = "tmp"
            mount_path = "/tmp"
          }

          volume_mount {
            name       = "ca"
            mount_path = "/etc/vask/ca"
            read_only  = true
          }

          resources {
            requests = { cpu = each.value.cpu, memory = each.value.memory }
            limits   = { memory = each.value.memory }
          }

          startup_probe {
            period_seconds    = 1
            failure_threshold = 60

            http_get {
              path = "/q/health/ready"
              port = "http"
            }
          }

          readiness_probe {
            period_seconds = 5

            http_get {
              path = "/q/health/ready"
              port = "http"
            }
          }

          liveness_probe {
            period_seconds    = 10
            failure_threshold = 3

            http_get {
              path = "/q/health/live"
              port = "http"
            }
          }

          security_context {
            allow_privilege_escalation = false
            read_only_root_filesystem  = true

            capabilities {
              drop = ["ALL"]
            }
          }
        }
      }
    }
  }

  # The autoscaler below sets the number of pods.
  lifecycle {
    ignore_changes = [spec[0].replicas]
  }
}

resource "kubernetes_service_v1" "this" {
  for_each = local.services

  metadata {
    name      = "${var.name}-${each.key}"
    namespace = var.namespace
  }

  spec {
    selector = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = each.key }

    port {
      name        = "http"
      port        = 80
      target_port = "http"
    }
  }
}

# The management port of the API: the admin API and the console. No ingress routes to it.
resource "kubernetes_service_v1" "admin" {
  metadata {
    name      = "${var.name}-admin"
    namespace = var.namespace
  }

  spec {
    selector = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = "api" }

    port {
      name        = "management"
      port        = local.management_port
      target_port = "management"
    }
  }
}

# The public port from anywhere; the management port from the namespaces that are named, and from pods with the label vask-admin.
resource "kubernetes_network_policy_v1" "vask" {
  metadata {
    name      = var.name
    namespace = var.namespace
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {
      match_labels = { "app.kubernetes.io/name" = var.name }
    }

    ingress {
      ports {
        port     = tostring(local.port)
        protocol = "TCP"
      }
    }

    ingress {
      dynamic "from" {
        for_each = var.management_namespaces

        content {
          namespace_selector {
            match_labels = { "kubernetes.io/metadata.name" = from.value }
          }
        }
      }

      from {
        pod_selector {
          match_labels = { vask-admin = "true" }
        }
      }

      ports {
        port     = tostring(local.management_port)
        protocol = "TCP"
      }
    }

    # DNS
    egress {
      ports {
        port     = "53"
        protocol = "UDP"
      }

      ports {
        port     = "53"
        protocol = "TCP"
      }
    }

    # Postgres, Redis, OTLP, webhooks
    egress {
      dynamic "ports" {
        for_each = var.egress_ports

        content {
          port     = tostring(ports.value)
          protocol = "TCP"
        }
      }
    }
  }
}

resource "kubernetes_horizontal_pod_autoscaler_v2" "this" {
  for_each = local.services

  metadata {
    name      = "${var.name}-${each.key}"
    namespace = var.namespace
  }

  spec {
    min_replicas = each.value.least
    max_replicas = each.value.most

    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = kubernetes_deployment_v1.this[each.key].metadata[0].name
    }

    metric {
      type = "Resource"

      resource {
        name = "cpu"

        target {
          type                = "Utilization"
          average_utilization = 70
        }
      }
    }
  }
}

resource "kubernetes_pod_disruption_budget_v1" "this" {
  for_each = local.services

  metadata {
    name      = "${var.name}-${each.key}"
    namespace = var.namespace
  }

  spec {
    max_unavailable = "1"

    selector {
      match_labels = { "app.kubernetes.io/name" = var.name, "app.kubernetes.io/component" = each.key }
    }
  }
}

resource "kubernetes_ingress_v1" "vask" {
  count = var.host == null ? 0 : 1

  metadata {
    name        = var.name
    namespace   = var.namespace
    annotations = var.ingress_annotations
  }

  spec {
    ingress_class_name = var.ingress_class

    dynamic "tls" {
      for_each = var.tls_secret == null ? [] : [var.tls_secret]

      content {
        hosts       = [var.host]
        secret_name = tls.value
      }
    }

    rule {
      host = var.host

      http {
        path {
          path      = "/app/"
          path_type = "Prefix"

          backend {
            service {
              name = kubernetes_service_v1.this["edge"].metadata[0].name

              port {
                name = "http"
              }
            }
          }
        }

        path {
          path      = "/apps/"
          path_type = "Prefix"

          backend {
            service {
              name = kubernetes_service_v1.this["api"].metadata[0].name

              port {
                name = "http"
              }
            }
          }
        }
      }
    }
  }
}
