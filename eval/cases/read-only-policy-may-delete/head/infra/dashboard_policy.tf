data "aws_iam_policy_document" "reports_read_only" {
  statement {
    sid       = "ListReports"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.reports.arn]
  }

  statement {
    sid       = "ReadReports"
    actions   = ["s3:GetObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.reports.arn}/*"]
  }
}

resource "aws_iam_role_policy" "reports_read_only" {
  name   = "reports-read-only"
  role   = aws_iam_role.dashboard.id
  policy = data.aws_iam_policy_document.reports_read_only.json
}
