resource "aws_sns_topic" "on_call" {
  name              = "on-call"
  kms_master_key_id = "alias/on-call"
}
