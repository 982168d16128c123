resource "aws_db_instance" "orders" {
  identifier                          = "orders"
  engine                              = "postgres"
  instance_class                      = "db.r6g.xlarge"
  allocated_storage                   = 500
  storage_encrypted                   = true
  backup_retention_period             = 14
  deletion_protection                 = true
  multi_az                            = true
  iam_database_authentication_enabled = true
}

# Dashboards read here, so that they do not disturb the shop.
resource "aws_db_instance" "orders_replica" {
  identifier                          = "orders-replica"
  instance_class                      = "db.r6g.large"
  storage_encrypted                   = true
  backup_retention_period             = 1
  deletion_protection                 = true
  multi_az                            = true
  iam_database_authentication_enabled = true
  tags                                = { team = "reporting" }
}
