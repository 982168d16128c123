variable "keep_ledger_years" {
  type        = number
  description = "Years for which backups of the ledger are kept. Auditors ask for seven."
  default     = 7
}
