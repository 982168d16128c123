variable "load_schedule" {
  description = "When the nightly load begins, in UTC."
  type        = string
  default     = "cron(0 1 * * ? *)"
}

# The load runs at night, when nobody writes to the shop.
resource "aws_cloudwatch_event_rule" "load" {
  name                = "nightly-load"
  schedule_expression = var.load_schedule
}
