output "services" {
  description = "Names of the Kubernetes services, by role."
  value       = { for role, service in kubernetes_service_v1.this : role => service.metadata[0].name }
}

output "admin_token" {
  description = "Admin token (vask.admin.token)."
  value       = random_password.admin_token.result
  sensitive   = true
}
