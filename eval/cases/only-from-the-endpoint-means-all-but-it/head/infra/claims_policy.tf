data "aws_iam_policy_document" "claims" {
  statement {
    sid       = "ReadThroughTheEndpointOnly"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.claims.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111122223333:role/claims-reader"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "aws:SourceVpce"
      values   = [aws_vpc_endpoint.s3.id]
    }
  }
}

resource "aws_s3_bucket_policy" "claims" {
  bucket = aws_s3_bucket.claims.id
  policy = data.aws_iam_policy_document.claims.json
}
