output "dns_name" {
  description = "DNS name of the load balancer. Point the certificate's host name to it."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone id of the load balancer, for an alias record."
  value       = aws_lb.this.zone_id
}

output "idle_timeout" {
  description = "Idle timeout of the load balancer in seconds: longer than an idle connection can last."
  value       = local.idle_timeout
}

output "admin_url" {
  description = "URL of the admin API and the console (the url of the provider vask), reachable from management_cidr_blocks."
  value       = "http://api.${aws_service_discovery_private_dns_namespace.this.name}:${local.management_port}"
}

output "admin_token_secret_arn" {
  description = "ARN of the secret that contains the admin token."
  value       = aws_secretsmanager_secret.this["VASK_ADMIN_TOKEN"].arn
}

output "listener_arn" {
  description = "ARN of the HTTPS listener, for further rules such as that of modules/aws-lambda."
  value       = aws_lb_listener.https.arn
}

output "stores_security_group_id" {
  description = "Security group of Redis and Postgres."
  value       = aws_security_group.stores.id
}

output "redis_address" {
  description = "Host name of Redis."
  value       = aws_elasticache_replication_group.live.primary_endpoint_address
}

output "database_instance" {
  description = "Identifier of the RDS instance."
  value       = aws_db_instance.apps.identifier
}
