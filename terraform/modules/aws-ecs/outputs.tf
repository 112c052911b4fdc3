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

output "admin_token" {
  description = "Admin token (vask.admin.token)."
  value       = random_password.admin_token.result
  sensitive   = true
}
