variable "read_units_min" {
  type    = number
  default = 5
}

variable "read_units_max" {
  type    = number
  default = 400
}
