# A cluster of Vask on Fargate, behind one load balancer: /app/ goes to the edges, /apps/ to the API, everything else is not found. Apps are in
# RDS, live state is in ElastiCache. The management port (admin API, console, metrics) is reachable inside the VPC only.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.88, < 7.0"
    }
  }
}

data "aws_region" "current" {}

data "aws_subnet" "public" {
  count = length(var.public_subnet_ids)

  id = var.public_subnet_ids[count.index]
}

locals {
  port            = 8080
  management_port = 9000

  # Vask closes a connection that does not answer its ping within this time. The idle timeout of the load balancer must be longer.
  idle_timeout = var.activity_timeout + var.pong_timeout + 30

  # The roles that get each secret. Edges serve no admin API.
  secret_roles = {
    VASK_DATABASE_PASSWORD = ["api", "edge"]
    VASK_REDIS_URL         = ["api", "edge"]
    VASK_SECRETS_KEY       = ["api", "edge"]
    VASK_ADMIN_TOKEN       = ["api"]
  }

  # The load balancer sends the address of the client. Without trusting it, a limit per address would limit all clients together.
  address_limits = var.connections_per_minute == null ? {} : {
    VASK_EDGE_CONNECTIONS_PER_MINUTE = tostring(var.connections_per_minute)
  }

  variables = merge({
    VASK_MODE                  = "cluster"
    VASK_DATABASE_URL          = "postgresql://${aws_db_instance.apps.address}:${aws_db_instance.apps.port}/${aws_db_instance.apps.db_name}?sslmode=verify-full&sslrootcert=/etc/vask/ca/postgres.crt"
    VASK_DATABASE_USERNAME     = aws_db_instance.apps.username
    VASK_EDGE_ACTIVITY_TIMEOUT = "${var.activity_timeout}s"
    VASK_EDGE_PONG_TIMEOUT     = "${var.pong_timeout}s"
    VASK_EDGE_DRAIN            = "${var.edge_drain}s"
    VASK_EDGE_TRUSTED_PROXIES  = join(",", data.aws_subnet.public[*].cidr_block)
    VASK_HTTP_IDLE_TIMEOUT     = "${local.idle_timeout + 30}s"
  }, local.address_limits, var.settings)

  # stop_timeout: 5 s after SIGTERM in which load balancers notice, the drain, and a margin.
  services = {
    api  = { least = var.api_min_tasks, most = var.api_max_tasks, cpu = 512, memory = 1024, stop_timeout = 30 }
    edge = { least = var.edge_min_tasks, most = var.edge_max_tasks, cpu = 1024, memory = 2048, stop_timeout = var.edge_drain + 30 }
  }
}

# --- security groups

resource "aws_security_group" "balancer" {
  name_prefix = "${var.name}-balancer-"
  vpc_id      = var.vpc_id

  ingress {
    description = "Clients and backends"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "tasks" {
  name_prefix = "${var.name}-tasks-"
  vpc_id      = var.vpc_id

  ingress {
    description     = "The load balancer"
    from_port       = local.port
    to_port         = local.port
    protocol        = "tcp"
    security_groups = [aws_security_group.balancer.id]
  }

  dynamic "ingress" {
    for_each = length(var.management_cidr_blocks) == 0 ? [] : [var.management_cidr_blocks]

    content {
      description = "Admin API, console and metrics"
      from_port   = local.management_port
      to_port     = local.management_port
      protocol    = "tcp"
      cidr_blocks = ingress.value
    }
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "stores" {
  name_prefix = "${var.name}-stores-"
  vpc_id      = var.vpc_id

  ingress {
    description     = "Postgres"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.tasks.id]
  }

  ingress {
    description     = "Redis"
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    security_groups = [aws_security_group.tasks.id]
  }
}

# --- Postgres and Redis

resource "aws_db_subnet_group" "apps" {
  name       = var.name
  subnet_ids = var.private_subnet_ids
}

resource "aws_db_parameter_group" "apps" {
  name   = var.name
  family = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "apps" {
  identifier                = var.name
  engine                    = "postgres"
  engine_version            = "17"
  instance_class            = var.database_class
  allocated_storage         = 20
  max_allocated_storage     = 100
  storage_encrypted         = true
  db_name                   = "vask"
  username                  = "vask"
  password_wo               = var.database_password
  password_wo_version       = var.secrets_version
  parameter_group_name      = aws_db_parameter_group.apps.name
  multi_az                  = var.high_availability
  db_subnet_group_name      = aws_db_subnet_group.apps.name
  vpc_security_group_ids    = [aws_security_group.stores.id]
  backup_retention_period   = 7
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = "${var.name}-last"
}

resource "aws_elasticache_subnet_group" "live" {
  name       = var.name
  subnet_ids = var.private_subnet_ids
}

# Evicted live state would be lost. A full Redis must reject writes; Vask then returns errors to its clients.
resource "aws_elasticache_parameter_group" "live" {
  name   = var.name
  family = "redis7"

  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "live" {
  replication_group_id       = var.name
  description                = "Live state of Vask"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.redis_node_type
  num_cache_clusters         = var.high_availability ? 2 : 1
  automatic_failover_enabled = var.high_availability
  multi_az_enabled           = var.high_availability
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  auth_token                 = var.redis_auth_token
  parameter_group_name       = aws_elasticache_parameter_group.live.name
  subnet_group_name          = aws_elasticache_subnet_group.live.name
  security_group_ids         = [aws_security_group.stores.id]
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.secret_roles

  name_prefix = "${var.name}/${each.key}-"
}

# Write-only values: they are in neither the plan nor the state.
resource "aws_secretsmanager_secret_version" "database_password" {
  secret_id                = aws_secretsmanager_secret.this["VASK_DATABASE_PASSWORD"].id
  secret_string_wo         = var.database_password
  secret_string_wo_version = var.secrets_version
}

resource "aws_secretsmanager_secret_version" "redis_url" {
  secret_id                = aws_secretsmanager_secret.this["VASK_REDIS_URL"].id
  secret_string_wo         = "rediss://:${var.redis_auth_token}@${aws_elasticache_replication_group.live.primary_endpoint_address}:6379"
  secret_string_wo_version = var.secrets_version
}

resource "aws_secretsmanager_secret_version" "secrets_key" {
  secret_id                = aws_secretsmanager_secret.this["VASK_SECRETS_KEY"].id
  secret_string_wo         = var.secrets_key
  secret_string_wo_version = var.secrets_version
}

resource "aws_secretsmanager_secret_version" "admin_token" {
  secret_id                = aws_secretsmanager_secret.this["VASK_ADMIN_TOKEN"].id
  secret_string_wo         = var.admin_token
  secret_string_wo_version = var.secrets_version
}

# --- load balancer

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  subnets            = var.public_subnet_ids
  security_groups    = [aws_security_group.balancer.id]
  idle_timeout       = local.idle_timeout

  # Requests with headers that servers read differently.
  drop_invalid_header_fields = true
}

resource "aws_lb_target_group" "this" {
  for_each = local.services

  name                 = "${var.name}-${each.key}"
  port                 = local.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = 30

  health_check {
    path                = "/q/health/ready"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.certificate_arn

  # Nothing else is public: neither the admin API nor health and metrics.
  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "edge" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["edge"].arn
  }

  condition {
    path_pattern {
      values = ["/app/*"]
    }
  }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["api"].arn
  }

  condition {
    path_pattern {
      values = ["/apps/*"]
    }
  }
}

# --- names inside the VPC: api.NAME.internal:9000 is the admin API

resource "aws_service_discovery_private_dns_namespace" "this" {
  name = "${var.name}.internal"
  vpc  = var.vpc_id
}

resource "aws_service_discovery_service" "this" {
  for_each = local.services

  name = each.key

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

# --- services

resource "aws_cloudwatch_log_group" "this" {
  name              = "/vask/${var.name}"
  retention_in_days = 30
}

data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# Each role reads its own secrets only.
data "aws_iam_policy_document" "secrets" {
  for_each = local.services

  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [for name, roles in local.secret_roles : aws_secretsmanager_secret.this[name].arn if contains(roles, each.key)]
  }
}

resource "aws_iam_role" "execution" {
  for_each = local.services

  name_prefix        = "${var.name}-${each.key}-"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  for_each = local.services

  role       = aws_iam_role.execution[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "secrets" {
  for_each = local.services

  role   = aws_iam_role.execution[each.key].id
  policy = data.aws_iam_policy_document.secrets[each.key].json
}

resource "aws_ecs_cluster" "this" {
  name = var.name
}

resource "aws_ecs_task_definition" "this" {
  for_each = local.services

  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = aws_iam_role.execution[each.key].arn

  volume {
    name = "ca"
  }

  volume {
    name = "tmp"
  }

  # Volumes belong to root. The first container writes the certificates that the second one verifies Postgres with, and makes its /tmp
  # writable. It is root without capabilities.
  container_definitions = jsonencode([{
    name                   = "prepare"
    image                  = var.init_image
    essential              = false
    user                   = "0"
    readonlyRootFilesystem = true
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    command                = ["sh", "-c", "chmod 1777 /vask-tmp && printf '%s' \"$CERTIFICATES\" > /etc/vask/ca/postgres.crt"]
    environment            = [{ name = "CERTIFICATES", value = var.database_ca }]
    mountPoints = [
      { sourceVolume = "ca", containerPath = "/etc/vask/ca", readOnly = false },
      { sourceVolume = "tmp", containerPath = "/vask-tmp", readOnly = false },
    ]
    }, {
    name                   = "vask"
    image                  = each.key == "api" ? coalesce(var.api_image, var.image) : var.image
    essential              = true
    user                   = "1001"
    readonlyRootFilesystem = true
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    stopTimeout            = each.value.stop_timeout
    dependsOn              = [{ containerName = "prepare", condition = "SUCCESS" }]
    mountPoints = [
      { sourceVolume = "ca", containerPath = "/etc/vask/ca", readOnly = true },
      { sourceVolume = "tmp", containerPath = "/tmp", readOnly = false },
    ]
    portMappings = [{ containerPort = local.port }, { containerPort = local.management_port }]
    environment = [
      for name, value in merge(local.variables, { VASK_ROLE = each.key, PORT = tostring(local.port) }) : { name = name, value = value }
    ]
    secrets = [
      for name, roles in local.secret_roles : { name = name, valueFrom = aws_secretsmanager_secret.this[name].arn } if contains(roles, each.key)
    ]
    ulimits = [{ name = "nofile", softLimit = 1048576, hardLimit = 1048576 }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = data.aws_region.current.name
        awslogs-stream-prefix = each.key
      }
    }
  }])

  depends_on = [
    aws_secretsmanager_secret_version.database_password,
    aws_secretsmanager_secret_version.redis_url,
    aws_secretsmanager_secret_version.secrets_key,
    aws_secretsmanager_secret_version.admin_token,
  ]
}

resource "aws_ecs_service" "this" {
  for_each = local.services

  name                               = each.key
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this[each.key].arn
  desired_count                      = each.value.least
  launch_type                        = "FARGATE"
  health_check_grace_period_seconds  = 60
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  network_configuration {
    subnets         = var.private_subnet_ids
    security_groups = [aws_security_group.tasks.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this[each.key].arn
    container_name   = "vask"
    container_port   = local.port
  }

  service_registries {
    registry_arn = aws_service_discovery_service.this[each.key].arn
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # The autoscaling below sets the number of tasks.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_lb_listener.https, aws_lb_listener_rule.edge, aws_lb_listener_rule.api, aws_iam_role_policy.secrets]
}

resource "aws_appautoscaling_target" "this" {
  for_each = local.services

  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this[each.key].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = each.value.least
  max_capacity       = each.value.most
}

resource "aws_appautoscaling_policy" "cpu" {
  for_each = local.services

  name               = "${var.name}-${each.key}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 30

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
