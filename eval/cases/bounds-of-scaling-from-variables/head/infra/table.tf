variable "read_units" {
  type    = object({ min = number, max = number })
  default = { min = 5, max = 400 }
}

resource "aws_appautoscaling_target" "sessions_read" {
  service_namespace  = "dynamodb"
  resource_id        = "table/sessions"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  min_capacity       = var.read_units.min
  max_capacity       = var.read_units.max
}
