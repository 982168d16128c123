resource "aws_s3_bucket" "claims" {
  bucket = "acme-claims"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-0claims"
  service_name = "com.amazonaws.eu-west-1.s3"
}
