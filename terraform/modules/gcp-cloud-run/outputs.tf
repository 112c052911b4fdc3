output "api_url" {
  description = "URL for backends and for the admin API (the url of the provider vask)."
  value       = google_cloud_run_v2_service.this["api"].uri
}

output "edge_host" {
  description = "Host that clients connect to (wsHost), on port 443."
  value       = trimprefix(google_cloud_run_v2_service.this["edge"].uri, "https://")
}

output "admin_token" {
  description = "Admin token (vask.admin.token)."
  value       = random_password.admin_token.result
  sensitive   = true
}
