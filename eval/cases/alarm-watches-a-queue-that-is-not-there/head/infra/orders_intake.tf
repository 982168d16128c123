resource "aws_sqs_queue" "orders_intake" {
  name                       = "orders-intake"
  visibility_timeout_seconds = 120
  sqs_managed_sse_enabled    = true
}

resource "aws_cloudwatch_metric_alarm" "orders_intake_age" {
  alarm_name          = "orders-intake-age"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.on_call.arn]

  dimensions = {
    QueueName = "order-intake"
  }
}
