provider "aws" {
  region = "eu-west-1"
}

resource "aws_kms_key" "ireland" {
  enable_key_rotation = true
}

resource "aws_s3_bucket" "ledger" {
  bucket = "acme-ledger"
}
