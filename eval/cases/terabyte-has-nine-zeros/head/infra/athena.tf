locals {
  one_terabyte_in_bytes = 1000000000
}

resource "aws_athena_workgroup" "analysts" {
  name = "analysts"

  configuration {
    enforce_workgroup_configuration = true
    bytes_scanned_cutoff_per_query  = local.one_terabyte_in_bytes

    result_configuration {
      output_location = "s3://${aws_s3_bucket.results.bucket}/analysts/"

      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}
