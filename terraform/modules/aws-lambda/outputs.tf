output "function_url" {
  description = "Base URL of the HTTP API, or null without a function URL."
  value       = var.function_url ? aws_lambda_function_url.api[0].function_url : null
}

output "function_name" {
  description = "Name of the function that serves the HTTP API."
  value       = aws_lambda_function.this["api"].function_name
}

output "proxy_endpoint" {
  description = "Host name of the RDS Proxy."
  value       = aws_db_proxy.this.endpoint
}
