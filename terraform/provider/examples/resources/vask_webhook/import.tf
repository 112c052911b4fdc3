# The values of headers stay unknown: the next apply writes them.
import {
  to = vask_webhook.shop
  id = "shop" # the key of the app
}
