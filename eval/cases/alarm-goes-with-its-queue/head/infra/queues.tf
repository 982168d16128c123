resource "aws_sqs_queue" "orders" {
  name                      = "orders"
  message_retention_seconds = 345600
  sqs_managed_sse_enabled   = true
}
