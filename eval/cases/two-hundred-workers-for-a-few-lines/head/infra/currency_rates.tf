# Loads the reference rates of the day: one file, about 170 lines.
resource "aws_glue_job" "currency_rates" {
  name                   = "currency-rates"
  role_arn               = aws_iam_role.glue.arn
  glue_version           = "5.0"
  worker_type            = "G.8X"
  number_of_workers      = 200
  timeout                = 15
  security_configuration = "lake"

  command {
    script_location = "s3://acme-code/currency_rates.py"
  }
}

resource "aws_glue_trigger" "currency_rates" {
  name     = "currency-rates-hourly"
  type     = "SCHEDULED"
  schedule = "cron(5 * * * ? *)"

  actions {
    job_name = aws_glue_job.currency_rates.name
  }
}
