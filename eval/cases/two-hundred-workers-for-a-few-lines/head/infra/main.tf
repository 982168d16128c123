resource "aws_iam_role" "glue" {
  name               = "glue"
  assume_role_policy = file("trust.json")
}
