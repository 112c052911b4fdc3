# A secret for this run only. It is in neither the plan nor the state.
ephemeral "vask_app_secret" "smoke_test" {
  app        = "shop"
  expires_in = "10m"
}
