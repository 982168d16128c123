resource "aws_backup_vault" "ledger" {
  name = "ledger"
}
