# terraform test, without an account: the provider is mocked, and what the module computes is checked.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_data "aws_subnet" {
    defaults = { cidr_block = "10.0.1.0/24" }
  }

  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/vask/0123456789abcdef" }
  }

  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/vask/0123456789abcdef" }
  }

  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/vask/0123456789abcdef/0123456789abcdef" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/vask" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/vask:1" }
  }

  mock_resource "aws_service_discovery_service" {
    defaults = { arn = "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-0123456789abcdef" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vask" }
  }
}

variables {
  image              = "registry.example.com/vask/vask:1"
  api_image          = "registry.example.com/vask/vask-native:1"
  secrets_key        = "key"
  admin_token        = "0123456789abcdef01234567"
  database_password  = "password"
  redis_auth_token   = "0123456789abcdef"
  database_ca        = "-----BEGIN CERTIFICATE-----"
  vpc_id             = "vpc-1"
  public_subnet_ids  = ["subnet-1", "subnet-2"]
  private_subnet_ids = ["subnet-3", "subnet-4"]
  certificate_arn    = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
}

run "defaults" {
  assert {
    condition     = aws_lb_listener.https.default_action[0].type == "fixed-response" && aws_lb_listener.https.default_action[0].fixed_response[0].status_code == "404"
    error_message = "The load balancer serves nothing but the rules: no /admin, no /q."
  }

  assert {
    condition     = one(aws_lb_listener_rule.edge.condition).path_pattern[0].values == toset(["/app/*"]) && one(aws_lb_listener_rule.api.condition).path_pattern[0].values == toset(["/apps/*"])
    error_message = "/app/ goes to the edges and /apps/ to the api."
  }

  assert {
    condition     = alltrue(flatten([for task in aws_ecs_task_definition.this : [for container in jsondecode(task.container_definitions) : container.readonlyRootFilesystem && container.linuxParameters.capabilities.drop[0] == "ALL"]]))
    error_message = "Containers have a read-only root file system and no capabilities."
  }

  assert {
    condition     = alltrue([for task in aws_ecs_task_definition.this : jsondecode(task.container_definitions)[1].user == "1001"])
    error_message = "Vask does not run as root."
  }

  assert {
    condition     = contains(jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[1].secrets[*].name, "VASK_ADMIN_TOKEN") && !contains(jsondecode(aws_ecs_task_definition.this["edge"].container_definitions)[1].secrets[*].name, "VASK_ADMIN_TOKEN")
    error_message = "Only the api has the admin token."
  }

  assert {
    condition = alltrue([for role, task in aws_ecs_task_definition.this :
      contains(jsondecode(task.container_definitions)[1].environment, { name = "VASK_EDGE_TRUSTED_PROXIES", value = "10.0.1.0/24,10.0.1.0/24" })
      && contains(jsondecode(task.container_definitions)[1].environment, { name = "VASK_EDGE_CONNECTIONS_PER_MINUTE", value = "1200" })
    ])
    error_message = "The limit per address and the networks of the load balancer are set together."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["edge"].container_definitions)[1].stopTimeout >= 60 + 5 + 15 && jsondecode(aws_ecs_task_definition.this["edge"].container_definitions)[1].stopTimeout <= 120
    error_message = "An edge has time for its delay and its drain, within what Fargate allows."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[1].image == var.api_image && jsondecode(aws_ecs_task_definition.this["edge"].container_definitions)[1].image == var.image
    error_message = "The api runs the native executable, edges run on the JVM."
  }

  assert {
    condition     = alltrue([for rule in aws_security_group.tasks.ingress : rule.from_port == 8080])
    error_message = "The management port is closed unless networks are named."
  }

  assert {
    condition     = aws_lb.this.idle_timeout > var.activity_timeout + var.pong_timeout
    error_message = "The load balancer does not close a connection before Vask does."
  }
}

run "management_from_the_vpc" {
  variables {
    management_cidr_blocks = ["10.0.0.0/16"]
  }

  assert {
    condition     = anytrue([for rule in aws_security_group.tasks.ingress : rule.from_port == 9000 && rule.cidr_blocks == tolist(["10.0.0.0/16"])])
    error_message = "The named networks reach the management port."
  }

  assert {
    condition     = output.admin_url == "http://api.vask.internal:9000"
    error_message = "The admin API has a name inside the VPC."
  }
}

run "no_limit_per_address" {
  variables {
    connections_per_minute = null
  }

  assert {
    condition     = alltrue([for task in aws_ecs_task_definition.this : !contains(jsondecode(task.container_definitions)[1].environment[*].name, "VASK_EDGE_CONNECTIONS_PER_MINUTE")])
    error_message = "null turns the limit off."
  }
}

run "a_drain_that_fargate_would_cut" {
  command = plan

  variables {
    edge_drain = 100
  }

  expect_failures = [var.edge_drain]
}

run "a_short_admin_token" {
  command = plan

  variables {
    admin_token = "short"
  }

  expect_failures = [var.admin_token]
}
