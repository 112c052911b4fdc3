data "vask_apps" "tenants" {
  prefix = "tenant-"
}

output "tenants" {
  value = data.vask_apps.tenants.keys
}
