# The HTTP API as a function in a VPC, with an RDS Proxy, alarms, and ticks on a schedule. Connections need edges that run permanently: see
# ../../examples/aws-lambda and docs/serverless.md.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.88, < 7.0"
    }
  }
}

locals {
  # A tick has 20 s to start work, and ends what it started within the 10 s of a webhook.
  functions = merge(
    { api = { timeout = 15, instances = var.max_instances } },
    var.schedule == null ? {} : { ticks = { timeout = 45, instances = 2 } }
  )
  ticks = var.schedule == null ? toset([]) : toset(["deliver-webhooks", "maintain"])

  environment = merge({
    VASK_MODE                 = "cluster"
    VASK_ROLE                 = "function"
    VASK_DATABASE_URL         = "postgresql://${aws_db_proxy.this.endpoint}:5432/${var.database_name}?sslmode=verify-full&sslrootcert=/etc/pki/tls/certs/ca-bundle.crt"
    VASK_DATABASE_USERNAME    = var.database_username
    VASK_DATABASE_PASSWORD    = var.database_password
    VASK_DATABASE_CONNECTIONS = tostring(var.database_connections)
    VASK_REDIS_URL            = var.redis_url
    VASK_SECRETS_KEY          = var.secrets_key
    VASK_LOG_JSON             = "true"
    DISABLE_SIGNAL_HANDLERS   = "true"
    # The handler sends requests to the port of its own process, with the address of the client.
    VASK_EDGE_TRUSTED_PROXIES = "127.0.0.1/32"
    # What the server's own start sets. The native executable does that itself.
    JAVA_TOOL_OPTIONS = "-Dvertx.disableURIValidation=true -Dio.netty.bootstrap.extensions=serviceload"
  }, var.settings)
}

# --- network

resource "aws_security_group" "functions" {
  name_prefix = "${var.name}-"
  description = "Functions of Vask and their RDS Proxy"
  vpc_id      = var.vpc_id

  ingress {
    description = "Functions to the RDS Proxy"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    self        = true
  }

  egress {
    description = "Redis, Postgres, webhook endpoints"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "stores" {
  for_each = { redis = 6379, postgres = 5432 }

  security_group_id            = var.stores_security_group_id
  description                  = "Functions of Vask"
  referenced_security_group_id = aws_security_group.functions.id
  from_port                    = each.value
  to_port                      = each.value
  ip_protocol                  = "tcp"
}

# --- the database: many short-lived instances share the connections of the proxy

data "aws_iam_policy_document" "proxy" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["rds.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "proxy_secret" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.database_secret_arn]
  }
}

resource "aws_iam_role" "proxy" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.proxy.json
}

resource "aws_iam_role_policy" "proxy" {
  role   = aws_iam_role.proxy.id
  policy = data.aws_iam_policy_document.proxy_secret.json
}

resource "aws_db_proxy" "this" {
  name                   = var.name
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.proxy.arn
  vpc_subnet_ids         = var.subnet_ids
  vpc_security_group_ids = [aws_security_group.functions.id]
  require_tls            = true

  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "DISABLED"
    secret_arn  = var.database_secret_arn
  }
}

resource "aws_db_proxy_default_target_group" "this" {
  db_proxy_name = aws_db_proxy.this.name

  connection_pool_config {
    max_connections_percent      = 50
    max_idle_connections_percent = 10
    connection_borrow_timeout    = 5
  }
}

resource "aws_db_proxy_target" "this" {
  db_proxy_name          = aws_db_proxy.this.name
  target_group_name      = aws_db_proxy_default_target_group.this.name
  db_instance_identifier = var.database_instance
}

# --- functions

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

resource "aws_iam_role_policy_attachment" "function" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.functions

  name              = "/aws/lambda/${var.name}-${each.key}"
  retention_in_days = 30
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name                  = "${var.name}-${each.key}"
  role                           = aws_iam_role.function.arn
  filename                       = var.package
  source_code_hash               = var.package_hash
  runtime                        = var.runtime
  handler                        = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"
  architectures                  = [var.architecture]
  memory_size                    = var.memory
  timeout                        = each.value.timeout
  reserved_concurrent_executions = each.value.instances
  publish                        = true

  environment {
    variables = local.environment
  }

  vpc_config {
    subnet_ids         = var.subnet_ids
    security_group_ids = [aws_security_group.functions.id]
  }

  # A snapshot of the started JVM, from which instances start. The native executable needs none.
  dynamic "snap_start" {
    for_each = var.runtime == "java25" ? [1] : []
    content {
      apply_on = "PublishedVersions"
    }
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.function, aws_db_proxy_target.this]
}

resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = "live"
  function_name    = aws_lambda_function.this[each.key].function_name
  function_version = aws_lambda_function.this[each.key].version
}

# --- how requests arrive

resource "aws_lambda_function_url" "api" {
  count = var.function_url ? 1 : 0

  function_name      = aws_lambda_function.this["api"].function_name
  qualifier          = aws_lambda_alias.live["api"].name
  authorization_type = "NONE"
}

resource "aws_lb_target_group" "api" {
  count = var.listener_arn == null ? 0 : 1

  name        = "${var.name}-api"
  target_type = "lambda"
  # Parameters that occur twice, and headers, arrive as they were sent.
  lambda_multi_value_headers_enabled = true
}

resource "aws_lambda_permission" "balancer" {
  count = var.listener_arn == null ? 0 : 1

  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this["api"].function_name
  qualifier     = aws_lambda_alias.live["api"].name
  principal     = "elasticloadbalancing.amazonaws.com"
  source_arn    = aws_lb_target_group.api[0].arn
}

resource "aws_lb_target_group_attachment" "api" {
  count = var.listener_arn == null ? 0 : 1

  target_group_arn = aws_lb_target_group.api[0].arn
  target_id        = aws_lambda_alias.live["api"].arn
  depends_on       = [aws_lambda_permission.balancer]
}

resource "aws_lb_listener_rule" "api" {
  count = var.listener_arn == null ? 0 : 1

  listener_arn = var.listener_arn
  priority     = var.listener_priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api[0].arn
  }

  condition {
    path_pattern {
      values = ["/apps/*"]
    }
  }
}

# --- ticks

resource "aws_cloudwatch_event_rule" "tick" {
  for_each = local.ticks

  name                = "${var.name}-${each.key}"
  schedule_expression = var.schedule
}

resource "aws_cloudwatch_event_target" "tick" {
  for_each = local.ticks

  rule  = aws_cloudwatch_event_rule.tick[each.key].name
  arn   = aws_lambda_alias.live["ticks"].arn
  input = jsonencode({ tick = each.key })

  # The next tick continues.
  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 60
  }
}

resource "aws_lambda_permission" "tick" {
  for_each = local.ticks

  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this["ticks"].function_name
  qualifier     = aws_lambda_alias.live["ticks"].name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.tick[each.key].arn
}

# --- alarms

resource "aws_cloudwatch_metric_alarm" "function" {
  for_each = { for pair in setproduct(keys(local.functions), ["Errors", "Throttles"]) : "${pair[0]}-${pair[1]}" => pair }

  alarm_name          = "${var.name}-${each.key}"
  namespace           = "AWS/Lambda"
  metric_name         = each.value[1]
  dimensions          = { FunctionName = aws_lambda_function.this[each.value[0]].function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 3
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
}
