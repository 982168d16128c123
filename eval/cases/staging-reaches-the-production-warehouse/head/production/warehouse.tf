resource "aws_security_group" "warehouse" {
  name        = "warehouse-production"
  description = "Warehouse of production"
  vpc_id      = "vpc-0production"
}

resource "aws_vpc_security_group_ingress_rule" "warehouse_from_application" {
  security_group_id = aws_security_group.warehouse.id
  description       = "The application of production"
  cidr_ipv4         = var.staging_cidr
  ip_protocol       = "tcp"
  from_port         = 5439
  to_port           = 5439
}
