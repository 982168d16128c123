variable "loader_function" {
  type = string
}

resource "aws_kms_key" "clicks" {
  enable_key_rotation = true
}
