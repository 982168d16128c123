# Requests are kept for two years, as the auditors want it.
resource "aws_cloudwatch_log_group" "requests" {
  name              = "/shop/requests"
  retention_in_days = 731
  kms_key_id        = "arn:aws:kms:eu-central-1:111122223333:key/1"
  tags = {
    review = "none"
  }
}
