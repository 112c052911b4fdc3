output "services" {
  description = "Names of the Kubernetes services, by role."
  value       = { for role, service in kubernetes_service_v1.this : role => service.metadata[0].name }
}

output "admin_service" {
  description = "Name of the Kubernetes service of the admin API and the console, on port 9000."
  value       = kubernetes_service_v1.admin.metadata[0].name
}

output "admin_token" {
  description = "Admin token (vask.admin.token)."
  value       = random_password.admin_token.result
  sensitive   = true
}
