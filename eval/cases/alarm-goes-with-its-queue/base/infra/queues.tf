resource "aws_sqs_queue" "orders" {
  name                      = "orders"
  message_retention_seconds = 345600
  sqs_managed_sse_enabled   = true
}

# Moved to the payment provider.
resource "aws_sqs_queue" "refunds" {
  name                      = "refunds"
  message_retention_seconds = 345600
  sqs_managed_sse_enabled   = true
}

resource "aws_cloudwatch_metric_alarm" "refunds_age" {
  alarm_name          = "refunds-age"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600
  dimensions          = { QueueName = "refunds" }
}
