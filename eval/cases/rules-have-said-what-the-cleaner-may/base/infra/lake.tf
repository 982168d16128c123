resource "aws_s3_bucket" "lake" {
  bucket = "acme-lake"
}

resource "aws_iam_policy" "cleaner" {
  name = "cleaner"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:DeleteObject"]
      Resource = "${aws_s3_bucket.lake.arn}/raw/*"
    }]
  })
}
