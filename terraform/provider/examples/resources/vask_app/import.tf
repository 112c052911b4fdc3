import {
  to = vask_app.shop
  id = "shop" # the key
}
