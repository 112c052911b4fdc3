output "url" {
  description = "URL of the host for clients and backends."
  value       = "https://${var.host}"
}

output "address" {
  description = "Public address of the load balancer. Point the host to it; the certificate is issued after that."
  value       = google_compute_global_address.public.address
}

output "admin_url" {
  description = "URL of the admin API and the console (the url of the provider vask), reachable from the VPC only."
  value       = google_cloud_run_v2_service.this["admin"].uri
}

output "admin_token" {
  description = "Admin token (vask.admin.token)."
  value       = random_password.admin_token.result
  sensitive   = true
}
