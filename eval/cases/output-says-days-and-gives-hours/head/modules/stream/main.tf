variable "retention_days" {
  type    = number
  default = 7
}

locals {
  retention_hours = var.retention_days * 24
}

output "retention" {
  description = "Days for which records can be read again. Readers schedule their catch-up by it."
  value       = local.retention_hours
}
