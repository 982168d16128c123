/** Made-up code of `count` files in one root module, each with a zone of its own: what grows when nobody splits a configuration. */
export function monolithOf(count: number): ReadonlyMap<string, string> {
  const zones = Array.from({ length: count - 1 }, (_, i): [string, string] => [`live/zone_${i}.tf`, zone(i)])
  return new Map([['live/main.tf', main], ...zones])
}

const main = `variable "environment" {
  default = "prod"
}

locals {
  prefix = "acme-\${var.environment}"
  tags   = { team = "data", environment = var.environment }
  days   = { for i in range(100) : "z\${i}" => 30 + i % 300 }
}

resource "aws_kms_key" "main" {
  description         = "All zones"
  enable_key_rotation = true
}
`

const zone = (i: number) => `resource "aws_s3_bucket" "zone_${i}" {
  bucket = "\${local.prefix}-zone-${i}"
  tags   = merge(local.tags, { zone = "z${i}" })
}

resource "aws_s3_bucket_versioning" "zone_${i}" {
  bucket = aws_s3_bucket.zone_${i}.id
  versioning_configuration {
    status = "${i % 10 === 0 ? 'Suspended' : 'Enabled'}"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "zone_${i}" {
  bucket = aws_s3_bucket.zone_${i}.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "zone_${i}" {
  bucket = aws_s3_bucket.zone_${i}.id
  rule {
    id     = "old"
    status = "Enabled"
    transition {
      days          = lookup(local.days, "z${i % 100}", 90)
      storage_class = "GLACIER_IR"
    }
  }
}

data "aws_iam_policy_document" "zone_${i}" {
  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["\${aws_s3_bucket.zone_${i}.arn}/*"]
  }
}

resource "aws_iam_role" "zone_${i}" {
  name               = "\${local.prefix}-zone-${i}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "zone_${i}" {
  role   = aws_iam_role.zone_${i}.id
  policy = data.aws_iam_policy_document.zone_${i}.json
}

resource "aws_security_group" "zone_${i}" {
  name = "\${local.prefix}-zone-${i}"
}

resource "aws_vpc_security_group_ingress_rule" "zone_${i}" {
  security_group_id = aws_security_group.zone_${i}.id
  cidr_ipv4         = cidrsubnet("10.0.0.0/8", 16, ${i})
  from_port         = 5432
  to_port           = 5432
  ip_protocol       = "tcp"
}
`
