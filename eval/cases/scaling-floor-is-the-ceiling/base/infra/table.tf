resource "aws_appautoscaling_target" "sessions_read" {
  service_namespace  = "dynamodb"
  resource_id        = "table/sessions"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  min_capacity       = 5
  max_capacity       = 400
}
