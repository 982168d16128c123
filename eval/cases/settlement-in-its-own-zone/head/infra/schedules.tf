resource "aws_scheduler_schedule" "settlement" {
  name                         = "settlement-at-1630-berlin"
  schedule_expression          = "cron(30 16 ? * MON-FRI *)"
  schedule_expression_timezone = "Europe/Berlin"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = var.settlement_function_arn
    role_arn = var.settlement_role_arn
  }
}
