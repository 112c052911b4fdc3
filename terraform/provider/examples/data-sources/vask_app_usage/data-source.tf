data "vask_app_usage" "shop" {
  app = "shop"
}

output "events_this_month" {
  value = data.vask_app_usage.shop.events_this_month
}
