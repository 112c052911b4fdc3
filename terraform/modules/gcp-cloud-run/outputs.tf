output "api_url" {
  description = "Where backends publish, and where the provider vask finds the admin API."
  value       = google_cloud_run_v2_service.this["api"].uri
}

output "edge_host" {
  description = "Where clients connect (wsHost), on port 443."
  value       = trimprefix(google_cloud_run_v2_service.this["edge"].uri, "https://")
}

output "admin_token" {
  description = "What opens the admin API."
  value       = random_password.admin_token.result
  sensitive   = true
}
