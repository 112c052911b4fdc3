output "dns_name" {
  description = "The load balancer, to which the certificate's name shall lead."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "The load balancer's zone, for an alias record."
  value       = aws_lb.this.zone_id
}

output "idle_timeout" {
  description = "The load balancer's idle time-out in seconds: longer than a silent socket lives."
  value       = local.idle_timeout
}

output "admin_token" {
  description = "What opens the admin API."
  value       = random_password.admin_token.result
  sensitive   = true
}
