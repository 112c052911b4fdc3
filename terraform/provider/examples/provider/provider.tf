terraform {
  required_providers {
    vask = { source = "vask/vask" }
  }
}

provider "vask" {
  url = "https://vask.example.com:9000" # token: VASK_ADMIN_TOKEN in the environment
}
