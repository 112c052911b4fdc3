resource "vask_app" "shop" {
  key = "shop"
}

resource "vask_webhook" "shop" {
  app    = vask_app.shop.key
  url    = "https://shop.example.com/webhooks"
  events = ["channel_occupied", "channel_vacated"]
}
