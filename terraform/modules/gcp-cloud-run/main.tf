# A Vask cluster on Cloud Run, behind one load balancer: /app/ goes to the edges, /apps/ to the API, everything else is not found. The API
# scales to zero, the edge instances hold the connections. A third service, reachable from the VPC only, has the admin API and the console.
# Apps are in Cloud SQL, live state is in Memorystore; both have private addresses only.

terraform {
  required_version = ">= 1.3"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.20"
    }
    random = {
      source  = "hashicorp/random"
      version = ">= 3.0"
    }
  }
}

resource "random_password" "database" {
  length  = 32
  special = false
}

resource "random_password" "admin_token" {
  length  = 40
  special = false
}

locals {
  secrets = {
    database-password = random_password.database.result
    admin-token       = random_password.admin_token.result
    redis-url         = "redis://:${google_redis_instance.live.auth_string}@${google_redis_instance.live.host}:${google_redis_instance.live.port}"
    secrets-key       = var.secrets_key
    database-ca       = google_sql_database_instance.apps.server_ca_cert[0].cert
  }

  # The host name in the database's certificate. A private DNS zone resolves it.
  database_host = one([
    for name in google_sql_database_instance.apps.dns_names : trimsuffix(name.name, ".")
    if name.connection_type == "PRIVATE_SERVICES_ACCESS"
  ])

  # Not a secret: it must be known before the secrets are created.
  secret_names = toset(["database-password", "admin-token", "redis-url", "secrets-key", "database-ca"])

  # Of each service. Only the internal one has the admin token.
  secret_variables = {
    for service in ["api", "edge", "admin"] : service => merge({
      VASK_DATABASE_PASSWORD = "database-password"
      VASK_REDIS_URL         = "redis-url"
      VASK_SECRETS_KEY       = "secrets-key"
    }, service == "admin" ? { VASK_ADMIN_TOKEN = "admin-token" } : {})
  }

  # The front end of Cloud Run, the load balancer, and its public address send the address of the client. Without trusting them, a limit per
  # address would limit all clients together.
  trusted_proxies = ["169.254.0.0/16", "35.191.0.0/16", "130.211.0.0/22", "${google_compute_global_address.public.address}/32"]

  address_limits = var.connections_per_minute == null ? {} : {
    VASK_EDGE_CONNECTIONS_PER_MINUTE = tostring(var.connections_per_minute)
  }

  variables = merge({
    VASK_MODE              = "cluster"
    VASK_DATABASE_URL      = "postgresql://${local.database_host}:5432/${google_sql_database.apps.name}?sslmode=verify-full&sslrootcert=/etc/vask/ca/postgres.crt"
    VASK_DATABASE_USERNAME = google_sql_user.vask.name

    # Cloud Run ends a request, and with it a WebSocket, after 60 minutes: Vask asks clients to reconnect before.
    VASK_EDGE_MAX_CONNECTION_AGE = "55m"

    # Cloud Run sends no new requests to an instance that got SIGTERM, and ends it 10 s later.
    VASK_SHUTDOWN_DELAY       = "0s"
    VASK_EDGE_DRAIN           = "4s"
    VASK_EDGE_TRUSTED_PROXIES = join(",", local.trusted_proxies)
  }, local.address_limits, var.settings)

  # Cloud Run has one port for each service: the internal one has the admin API on it.
  role_variables = {
    # api and admin get no CPU between requests; the edges deliver webhooks.
    api   = { VASK_ROLE = "api", VASK_ADMIN_PUBLIC = "false", VASK_WEBHOOKS_DELIVER = "false" }
    edge  = { VASK_ROLE = "edge", VASK_ADMIN_PUBLIC = "false" }
    admin = { VASK_ROLE = "api", VASK_ADMIN_PUBLIC = "true", VASK_WEBHOOKS_DELIVER = "false" }
  }

  services = {
    admin = {
      ingress     = "INGRESS_TRAFFIC_INTERNAL_ONLY"
      least       = 0
      most        = 2
      affinity    = false
      idle_cpu    = true
      timeout     = "60s"
      concurrency = 200
      memory      = "512Mi"
    }
    api = {
      ingress     = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
      least       = 0
      most        = var.api_max_instances
      affinity    = false
      idle_cpu    = true
      timeout     = "60s"
      concurrency = 200
      memory      = "512Mi"
    }
    edge = {
      ingress     = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
      least       = var.edge_min_instances
      most        = var.edge_max_instances
      affinity    = true
      idle_cpu    = false
      timeout     = "3600s"
      concurrency = 1000
      memory      = "1Gi"
    }
  }
}

resource "google_compute_network" "vask" {
  name                    = var.name
  project                 = var.project
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "vask" {
  name          = var.name
  project       = var.project
  region        = var.region
  network       = google_compute_network.vask.id
  ip_cidr_range = var.subnet_range
}

resource "google_compute_global_address" "services" {
  name          = "${var.name}-services"
  project       = var.project
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
  network       = google_compute_network.vask.id
}

resource "google_service_networking_connection" "services" {
  network                 = google_compute_network.vask.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services.name]
}

resource "google_sql_database_instance" "apps" {
  name                = var.name
  project             = var.project
  region              = var.region
  database_version    = "POSTGRES_17"
  deletion_protection = var.deletion_protection

  settings {
    edition           = "ENTERPRISE"
    tier              = var.database_tier
    availability_type = var.high_availability ? "REGIONAL" : "ZONAL"

    ip_configuration {
      ipv4_enabled    = false
      private_network = google_compute_network.vask.id
      ssl_mode        = "ENCRYPTED_ONLY"
      server_ca_mode  = "GOOGLE_MANAGED_CAS_CA" # its certificates contain the host name of the instance
    }

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
    }
  }

  depends_on = [google_service_networking_connection.services]
}

resource "google_dns_managed_zone" "database" {
  name       = "${var.name}-database"
  project    = var.project
  dns_name   = "${local.database_host}."
  visibility = "private"

  private_visibility_config {
    networks {
      network_url = google_compute_network.vask.id
    }
  }
}

resource "google_dns_record_set" "database" {
  name         = google_dns_managed_zone.database.dns_name
  project      = var.project
  managed_zone = google_dns_managed_zone.database.name
  type         = "A"
  ttl          = 300
  rrdatas      = [google_sql_database_instance.apps.private_ip_address]
}

resource "google_sql_database" "apps" {
  name     = "vask"
  project  = var.project
  instance = google_sql_database_instance.apps.name
}

resource "google_sql_user" "vask" {
  name     = "vask"
  project  = var.project
  instance = google_sql_database_instance.apps.name
  password = random_password.database.result
}

resource "google_redis_instance" "live" {
  name               = var.name
  project            = var.project
  region             = var.region
  tier               = var.high_availability ? "STANDARD_HA" : "BASIC"
  memory_size_gb     = var.redis_memory_gb
  redis_version      = "REDIS_7_2"
  auth_enabled       = true
  connect_mode       = "PRIVATE_SERVICE_ACCESS"
  authorized_network = google_compute_network.vask.id

  # Evicted live state would be lost. A full Redis must reject writes; Vask then returns errors to its clients.
  redis_configs = { maxmemory-policy = "noeviction" }

  depends_on = [google_service_networking_connection.services]
}

resource "google_service_account" "vask" {
  account_id   = var.name
  project      = var.project
  display_name = "Vask"
}

resource "google_secret_manager_secret" "this" {
  for_each = local.secret_names

  secret_id = "${var.name}-${each.key}"
  project   = var.project

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "this" {
  for_each = local.secret_names

  secret      = google_secret_manager_secret.this[each.key].id
  secret_data = local.secrets[each.key]
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = local.secret_names

  project   = var.project
  secret_id = google_secret_manager_secret.this[each.key].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.vask.email}"
}

resource "google_cloud_run_v2_service" "this" {
  for_each = local.services

  name                 = "${var.name}-${each.key}"
  project              = var.project
  location             = var.region
  ingress              = each.value.ingress
  invoker_iam_disabled = true # Vask checks signatures and tokens itself
  deletion_protection  = var.deletion_protection

  template {
    service_account                  = google_service_account.vask.email
    session_affinity                 = each.value.affinity
    timeout                          = each.value.timeout
    max_instance_request_concurrency = each.value.concurrency

    scaling {
      min_instance_count = each.value.least
      max_instance_count = each.value.most
    }

    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"

      network_interfaces {
        network    = google_compute_network.vask.id
        subnetwork = google_compute_subnetwork.vask.id
      }
    }

    volumes {
      name = "ca"

      secret {
        secret = google_secret_manager_secret.this["database-ca"].secret_id

        items {
          version = google_secret_manager_secret_version.this["database-ca"].version
          path    = "postgres.crt"
        }
      }
    }

    containers {
      image = each.key == "edge" ? var.image : coalesce(var.api_image, var.image)

      volume_mounts {
        name       = "ca"
        mount_path = "/etc/vask/ca"
      }

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = "1", memory = each.value.memory }
        cpu_idle          = each.value.idle_cpu # an edge also pings its connections between requests
        startup_cpu_boost = true
      }

      startup_probe {
        period_seconds    = 1
        failure_threshold = 60

        http_get {
          path = "/q/health/ready"
        }
      }

      liveness_probe {
        period_seconds = 10

        http_get {
          path = "/q/health/live"
        }
      }

      dynamic "env" {
        for_each = merge(local.variables, local.role_variables[each.key])

        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.secret_variables[each.key]

        content {
          name = env.key

          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.this[env.value].secret_id
              version = google_secret_manager_secret_version.this[env.value].version
            }
          }
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.this, google_dns_record_set.database]
}

# --- one public host

resource "google_compute_global_address" "public" {
  name    = var.name
  project = var.project
}

resource "google_compute_region_network_endpoint_group" "this" {
  for_each = toset(["api", "edge"])

  name                  = "${var.name}-${each.key}"
  project               = var.project
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = google_cloud_run_v2_service.this[each.key].name
  }
}

resource "google_compute_backend_service" "this" {
  for_each = toset(["api", "edge"])

  name                  = "${var.name}-${each.key}"
  project               = var.project
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"

  backend {
    group = google_compute_region_network_endpoint_group.this[each.key].id
  }
}

resource "google_compute_url_map" "this" {
  name            = var.name
  project         = var.project
  default_service = google_compute_backend_service.this["api"].id

  default_route_action {
    fault_injection_policy {
      abort {
        http_status = 404
        percentage  = 100
      }
    }
  }

  host_rule {
    hosts        = [var.host]
    path_matcher = "vask"
  }

  path_matcher {
    name            = "vask"
    default_service = google_compute_backend_service.this["api"].id

    # Nothing else is public.
    default_route_action {
      fault_injection_policy {
        abort {
          http_status = 404
          percentage  = 100
        }
      }
    }

    path_rule {
      paths   = ["/app/*"]
      service = google_compute_backend_service.this["edge"].id
    }

    path_rule {
      paths   = ["/apps/*"]
      service = google_compute_backend_service.this["api"].id
    }
  }
}

resource "google_compute_managed_ssl_certificate" "this" {
  name    = var.name
  project = var.project

  managed {
    domains = [var.host]
  }
}

resource "google_compute_target_https_proxy" "this" {
  name             = var.name
  project          = var.project
  url_map          = google_compute_url_map.this.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
}

resource "google_compute_global_forwarding_rule" "https" {
  name                  = var.name
  project               = var.project
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.public.address
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
}
