resource "aws_s3_bucket" "accounting" {
  bucket = "acme-accounting"
}

resource "aws_s3_object" "folders" {
  for_each = toset(["exports-tmp/", "expenses/", "ledger/"])
  bucket   = aws_s3_bucket.accounting.id
  key      = each.value
}

resource "aws_s3_bucket_lifecycle_configuration" "accounting" {
  bucket = aws_s3_bucket.accounting.id

  rule {
    id     = "drop-temporary-exports"
    status = "Enabled"

    filter {
      prefix = "exp"
    }

    expiration {
      days = 7
    }
  }
}
