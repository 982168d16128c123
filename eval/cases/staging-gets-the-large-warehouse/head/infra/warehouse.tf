locals {
  is_production = var.environment == "production"
}

resource "snowflake_resource_monitor" "reporting" {
  name         = "REPORTING"
  credit_quota = 2000
}

resource "snowflake_warehouse" "reporting" {
  name             = "REPORTING_${upper(var.environment)}"
  warehouse_size   = local.is_production ? "XSMALL" : "XLARGE"
  auto_suspend     = 60
  auto_resume      = true
  resource_monitor = snowflake_resource_monitor.reporting.name
}
