resource "aws_s3_bucket" "reports" {
  bucket = "acme-reports"
}

resource "aws_iam_role" "dashboard" {
  name               = "dashboard"
  assume_role_policy = data.aws_iam_policy_document.dashboard_trust.json
}

data "aws_iam_policy_document" "dashboard_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
