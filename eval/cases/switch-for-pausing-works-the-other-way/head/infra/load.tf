variable "paused" {
  type        = bool
  description = "Set it to stop the nightly load for a while."
  default     = false
}

resource "aws_cloudwatch_event_rule" "nightly_load" {
  name                = "nightly-load"
  schedule_expression = "cron(0 1 * * ? *)"
  state               = var.paused ? "ENABLED" : "DISABLED"
}
