resource "aws_s3_bucket" "results" {
  bucket = "acme-athena-results"
}
