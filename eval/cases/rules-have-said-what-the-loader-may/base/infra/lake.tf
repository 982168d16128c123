resource "aws_s3_bucket" "lake" {
  bucket = "acme-lake"
}

resource "aws_iam_policy" "loader" {
  name = "loader"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = "${aws_s3_bucket.lake.arn}/raw/*"
    }]
  })
}
