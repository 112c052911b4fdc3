# The secret itself stays unknown.
import {
  to = vask_app_secret.next
  id = "shop/2" # the key of the app, and the id of the secret
}
