data "vask_app" "shop" {
  key = "shop"
}

output "max_connections" {
  value = data.vask_app.shop.quotas.max_connections
}
