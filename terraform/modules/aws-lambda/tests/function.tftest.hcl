# terraform test, without an account: the provider is mocked, and what the module computes is checked.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/vask" }
  }

  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:vask", version = "1" }
  }

  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:vask:live" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/vask/0123456789abcdef" }
  }

  mock_resource "aws_cloudwatch_event_rule" {
    defaults = { arn = "arn:aws:events:eu-central-1:123456789012:rule/vask" }
  }

  mock_resource "aws_db_proxy_default_target_group" {
    defaults = { name = "default" }
  }

  mock_resource "aws_db_proxy" {
    defaults = { endpoint = "vask.proxy-1.eu-central-1.rds.amazonaws.com" }
  }
}

variables {
  package                  = "tests/function.zip"
  package_hash             = "hash"
  vpc_id                   = "vpc-1"
  subnet_ids               = ["subnet-1", "subnet-2"]
  stores_security_group_id = "sg-1"
  redis_url                = "rediss://:password@redis.example.internal:6379"
  database_instance        = "vask"
  database_secret_arn      = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vask"
  database_password        = "password"
  secrets_key              = "key"
}

run "defaults" {
  assert {
    condition     = aws_lambda_function.this["api"].environment[0].variables.VASK_ROLE == "function" && aws_lambda_function.this["api"].environment[0].variables.VASK_MODE == "cluster"
    error_message = "The function has its role."
  }

  assert {
    condition     = !contains(keys(aws_lambda_function.this["api"].environment[0].variables), "VASK_ADMIN_TOKEN")
    error_message = "The admin API is not served by a public function."
  }

  assert {
    condition     = can(regex("^postgresql://vask.proxy-1.*sslmode=verify-full&sslrootcert=/etc/pki/tls/certs/ca-bundle.crt$", aws_lambda_function.this["api"].environment[0].variables.VASK_DATABASE_URL))
    error_message = "Connections go through the RDS Proxy, and its certificate is verified."
  }

  assert {
    condition     = tonumber(aws_lambda_function.this["api"].environment[0].variables.VASK_DATABASE_CONNECTIONS) <= 2 && aws_lambda_function.this["api"].reserved_concurrent_executions == 50
    error_message = "The connections to the database are bounded."
  }

  assert {
    condition     = length(aws_lambda_function_url.api) == 0 && length(aws_lb_listener_rule.api) == 0 && length(aws_cloudwatch_event_rule.tick) == 0
    error_message = "Nothing is public and nothing is scheduled unless it is asked for."
  }

  assert {
    condition     = length(aws_lambda_function.this["api"].snap_start) == 0
    error_message = "The native executable has no snapshots."
  }
}

run "one_host_with_edges" {
  variables {
    listener_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/vask/0123456789abcdef/0123456789abcdef"
  }

  assert {
    condition     = tolist(aws_lb_listener_rule.api[0].condition)[0].path_pattern[0].values == toset(["/apps/*"]) && aws_lb_listener_rule.api[0].priority < 20
    error_message = "The paths of the HTTP API, and nothing else, go to the function, before the rule of modules/aws-ecs."
  }

  assert {
    condition     = aws_lb_target_group.api[0].lambda_multi_value_headers_enabled
    error_message = "Repeated parameters arrive as they were sent."
  }
}

run "ticks" {
  variables {
    schedule = "rate(1 minute)"
  }

  assert {
    condition     = toset([for target in aws_cloudwatch_event_target.tick : jsondecode(target.input).tick]) == toset(["deliver-webhooks", "maintain"])
    error_message = "Both ticks are scheduled."
  }

  assert {
    condition     = aws_lambda_function.this["ticks"].timeout >= 20 + 10 + 5
    error_message = "A tick has time for its budget, and for the webhook that it started last."
  }
}

run "rejects_unencrypted_redis" {
  command = plan

  variables {
    redis_url = "redis://redis.example.internal:6379"
  }

  expect_failures = [var.redis_url]
}
