resource "vask_app" "shop" {
  key = "shop"
}

# A change of keepers creates a new secret before the old one is deleted.
resource "vask_app_secret" "next" {
  app     = vask_app.shop.key
  keepers = { rotated = "2026-01-31" }

  lifecycle {
    create_before_destroy = true
  }
}
