output "services" {
  description = "Names of the services inside the cluster, by role."
  value       = { for role, service in kubernetes_service_v1.this : role => service.metadata[0].name }
}

output "admin_token" {
  description = "What opens the admin API."
  value       = random_password.admin_token.result
  sensitive   = true
}
