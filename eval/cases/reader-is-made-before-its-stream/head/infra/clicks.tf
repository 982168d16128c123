resource "aws_kinesis_stream" "clicks" {
  name             = "clicks"
  shard_count      = 2
  retention_period = 72
  encryption_type  = "KMS"
  kms_key_id       = aws_kms_key.clicks.id
}

resource "aws_lambda_event_source_mapping" "clicks" {
  event_source_arn  = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"
  function_name     = var.loader_function
  starting_position = "LATEST"
}
