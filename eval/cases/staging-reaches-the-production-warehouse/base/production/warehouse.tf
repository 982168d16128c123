resource "aws_security_group" "warehouse" {
  name        = "warehouse-production"
  description = "Warehouse of production"
  vpc_id      = "vpc-0production"
}
