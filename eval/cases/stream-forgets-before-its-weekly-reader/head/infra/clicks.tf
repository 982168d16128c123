resource "aws_kinesis_stream" "clicks" {
  name             = "clicks"
  shard_count      = 4
  retention_period = 24
  encryption_type  = "KMS"
  kms_key_id       = aws_kms_key.clicks.id
}

resource "aws_glue_job" "weekly_sessions" {
  name                   = "weekly-sessions"
  role_arn               = "arn:aws:iam::111122223333:role/glue"
  security_configuration = "lake"

  command {
    script_location = "s3://acme-code/sessions.py"
  }

  default_arguments = {
    "--stream"            = aws_kinesis_stream.clicks.name
    "--starting-position" = "TRIM_HORIZON"
  }
}

resource "aws_glue_trigger" "weekly_sessions" {
  name     = "weekly-sessions"
  type     = "SCHEDULED"
  schedule = "cron(0 3 ? * SUN *)"

  actions {
    job_name = aws_glue_job.weekly_sessions.name
  }
}
