variable "production_cidr" {
  type    = string
  default = "10.20.0.0/16"
}

variable "staging_cidr" {
  type        = string
  description = "Peered for deployments only."
  default     = "10.30.0.0/16"
}
