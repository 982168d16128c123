resource "aws_backup_vault" "ledger" {
  name = "ledger"
}

resource "aws_backup_plan" "ledger" {
  name = "ledger-yearly"

  rule {
    rule_name         = "yearly"
    target_vault_name = aws_backup_vault.ledger.name
    schedule          = "cron(0 2 1 1 ? *)"

    lifecycle {
      cold_storage_after = 30
      delete_after       = var.keep_ledger_years * 30
    }
  }
}
