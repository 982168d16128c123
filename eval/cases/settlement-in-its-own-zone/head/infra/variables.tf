variable "settlement_role_arn" {
  type = string
}

variable "settlement_function_arn" {
  type = string
}
