resource "aws_glue_job" "daily_sessions" {
  name                   = "daily-sessions"
  role_arn               = "arn:aws:iam::111122223333:role/glue"
  security_configuration = "lake"
  worker_type            = "G.1X"
  number_of_workers      = 6

  command {
    script_location = "s3://acme-code/sessions.py"
  }
}
