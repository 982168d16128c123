provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

resource "aws_kms_key" "frankfurt" {
  provider            = aws.frankfurt
  enable_key_rotation = true
}

resource "aws_s3_bucket" "ledger_copy" {
  provider = aws.frankfurt
  bucket   = "acme-ledger-copy"
}

resource "aws_s3_bucket_replication_configuration" "ledger" {
  bucket = aws_s3_bucket.ledger.id
  role   = "arn:aws:iam::111122223333:role/replication"

  rule {
    id     = "all"
    status = "Enabled"

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = aws_s3_bucket.ledger_copy.arn

      encryption_configuration {
        replica_kms_key_id = aws_kms_key.ireland.arn
      }
    }
  }
}
