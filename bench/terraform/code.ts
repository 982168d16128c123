/** Made-up but ordinary code of about `count` files by path: stacks of eight files that call two shared modules. */
export function codeOf(count: number): ReadonlyMap<string, string> {
  const files = new Map(Object.entries(sharedModules))
  for (let stack = 0; files.size < count; stack++) {
    for (const [name, text] of Object.entries(stackOf(stack))) files.set(`stacks/s${stack}/${name}`, text)
  }
  return files
}

function stackOf(i: number): Readonly<Record<string, string>> {
  return {
    'versions.tf': versions,
    'variables.tf': variables,
    'terraform.tfvars': `environment = "prod"\nteam = "team-${i}"\nbackup_days = ${7 + (i % 20)}\n`,
    'locals.tf': locals(i),
    'lake.tf': lake,
    'database.tf': database(i),
    'access.tf': access,
    'outputs.tf': outputs,
  }
}

const versions = `terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
  backend "s3" {
    bucket = "acme-terraform-state"
    key    = "data/stack.tfstate"
    region = "eu-central-1"
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = local.tags
  }
}
`

const variables = `variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  description = "Where this runs."
  type        = string
  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "There is dev and prod."
  }
}

variable "team" {
  type = string
}

variable "backup_days" {
  type    = number
  default = 7
}

variable "zones" {
  type = map(object({
    days    = number
    readers = optional(list(string), [])
  }))
  default = {
    raw     = { days = 30 }
    curated = { days = 90, readers = ["analytics"] }
    mart    = { days = 365, readers = ["analytics", "finance"] }
  }
}
`

const locals = (i: number) => `locals {
  name = join("-", ["acme", var.environment, "s${i}"])
  tags = {
    team        = var.team
    environment = var.environment
    cost_center = format("cc-%04d", ${i})
  }
  readers = toset(flatten([for zone in values(var.zones) : zone.readers]))
  networks = {
    for index, name in ["a", "b", "c"] :
    name => cidrsubnet("10.${i % 200}.0.0/16", 4, index)
  }
}
`

const lake = `module "lake" {
  source   = "../../modules/lake"
  for_each = var.zones

  bucket  = "\${local.name}-\${each.key}"
  days    = each.value.days
  readers = each.value.readers
  key_arn = module.key.arn
}

module "key" {
  source = "../../modules/key"
  name   = local.name
}

resource "aws_glue_catalog_database" "zone" {
  for_each = var.zones
  name     = replace("\${local.name}_\${each.key}", "-", "_")
}

resource "aws_glue_catalog_table" "events" {
  name          = "events"
  database_name = aws_glue_catalog_database.zone["raw"].name
  table_type    = "EXTERNAL_TABLE"

  storage_descriptor {
    location = "s3://\${module.lake["raw"].bucket}/events/"
    dynamic "columns" {
      for_each = { id = "bigint", at = "timestamp", kind = "string", amount = "decimal(12,2)" }
      content {
        name = columns.key
        type = columns.value
      }
    }
  }
}
`

const database = (i: number) => `resource "aws_db_instance" "main" {
  identifier                          = local.name
  engine                              = "postgres"
  engine_version                      = "16.4"
  instance_class                      = var.environment == "prod" ? "db.r6g.large" : "db.t4g.small"
  allocated_storage                   = ${20 + (i % 5) * 20}
  username                            = "owner"
  manage_master_user_password         = true
  iam_database_authentication_enabled = true
  storage_encrypted                   = true
  kms_key_id                          = module.key.arn
  publicly_accessible                 = ${i % 10 === 0}
  multi_az                            = var.environment == "prod"
  deletion_protection                 = true
  backup_retention_period             = max(var.backup_days, 7)
  copy_tags_to_snapshot               = true
  vpc_security_group_ids              = [aws_security_group.main.id]
  parameter_group_name                = aws_db_parameter_group.main.name
}

resource "aws_db_parameter_group" "main" {
  name   = local.name
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_security_group" "main" {
  name        = local.name
  description = "Who reaches the database"
  vpc_id      = data.aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "main" {
  for_each          = local.networks
  security_group_id = aws_security_group.main.id
  cidr_ipv4         = each.value
  from_port         = 5432
  to_port           = 5432
  ip_protocol       = "tcp"
}

data "aws_vpc" "main" {
  tags = { Name = local.name }
}
`

const access = `data "aws_iam_policy_document" "reader" {
  for_each = local.readers

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [for zone, lake in module.lake : "\${lake.arn}/*" if contains(var.zones[zone].readers, each.key)]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/team"
      values   = [each.key]
    }
  }
}

resource "aws_iam_policy" "reader" {
  for_each = local.readers
  name     = "\${local.name}-\${each.key}"
  policy   = data.aws_iam_policy_document.reader[each.key].json
}

resource "aws_iam_role" "loader" {
  name = "\${local.name}-loader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "glue.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "loader" {
  role   = aws_iam_role.loader.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "\${module.lake["raw"].arn}/*" },
        { "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "\${module.key.arn}" }
      ]
    }
  JSON
}
`

const outputs = `output "buckets" {
  value = { for name, lake in module.lake : name => lake.arn }
}

output "database" {
  value     = aws_db_instance.main.endpoint
  sensitive = true
}
`

const sharedModules: Readonly<Record<string, string>> = {
  'modules/key/main.tf': `variable "name" {
  type = string
}

resource "aws_kms_key" "main" {
  description         = "What \${var.name} stores"
  enable_key_rotation = true
}

output "arn" {
  value = aws_kms_key.main.arn
}
`,
  'modules/lake/variables.tf': `variable "bucket" {
  type = string
}

variable "days" {
  type    = number
  default = 30
}

variable "readers" {
  type    = list(string)
  default = []
}

variable "key_arn" {
  type = string
}
`,
  'modules/lake/main.tf': `resource "aws_s3_bucket" "zone" {
  bucket = var.bucket
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "zone" {
  bucket                  = aws_s3_bucket.zone.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "zone" {
  bucket = aws_s3_bucket.zone.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "zone" {
  bucket = aws_s3_bucket.zone.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "zone" {
  bucket = aws_s3_bucket.zone.id
  rule {
    id     = "tiers"
    status = "Enabled"
    transition {
      days          = var.days
      storage_class = "GLACIER_IR"
    }
  }
}
`,
  'modules/lake/outputs.tf': `output "arn" {
  value = aws_s3_bucket.zone.arn
}

output "bucket" {
  value = aws_s3_bucket.zone.bucket
}
`,
}
