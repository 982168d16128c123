variable "retention_days" {
  type    = number
  default = 7
}

output "retention" {
  description = "Days for which records can be read again. Readers schedule their catch-up by it."
  value       = var.retention_days
}
