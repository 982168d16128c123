resource "snowflake_resource_monitor" "reporting" {
  name         = "REPORTING"
  credit_quota = 2000
}
