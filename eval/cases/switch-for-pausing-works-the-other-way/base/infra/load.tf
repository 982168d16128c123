resource "aws_cloudwatch_event_rule" "nightly_load" {
  name                = "nightly-load"
  schedule_expression = "cron(0 1 * * ? *)"
  state               = "ENABLED"
}
