resource "vask_app" "shop" {
  key             = "shop"
  name            = "Shop"
  client_events   = true
  allowed_origins = ["https://shop.example.com"]

  quotas = {
    max_connections   = 10000
    events_per_second = 500
  }
}
