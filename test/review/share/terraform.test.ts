import { describe, expect, test } from 'vitest'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { restore } from '../../../src/review/share/restore.ts'
import type { Share } from '../../../src/review/sharing.ts'

const shared = (share: Share, path: string, text: string) => {
  const sharing = openSharing({ share, exclude: { paths: [], relations: [] } })
  const found = sharing.file('head', path, text) ?? ''
  expect(restore(found, sharing.replacements())).toBe(text)
  return found
}

describe('a secret by its place leaves at no level', () => {
  test.each([
    ['a.tf', 'variable "db_password" {\n  default = "hunter2"\n}\n'],
    ['a.tf', 'variable "x" {\n  sensitive = true\n  default = "hunter2"\n}\n'],
    ['a.tf', 'output "admin_password" {\n  value = "hunter2"\n}\n'],
    ['a.tf', 'locals {\n  db_password = "hunter2"\n}\n'],
    ['a.tf', 'locals {\n  db_password = var.x ? "a" : "hunter2"\n}\n'],
    ['a.tf', 'resource "kubernetes_secret" "s" {\n  data = { foo = "hunter2" }\n}\n'],
    ['a.tf', 'resource "vault_kv_secret_v2" "s" {\n  data_json = jsonencode({ foo = "hunter2" })\n}\n'],
    ['a.tf', 'resource "aws_ssm_parameter" "s" {\n  value = "hunter2"\n  type = "SecureString"\n}\n'],
    ['a.tf', 'resource "google_secret_manager_secret_version" "s" {\n  secret_data = "hunter2"\n}\n'],
    ['a.tf', 'resource "azurerm_key_vault_secret" "s" {\n  name = "n"\n  value = "hunter2"\n}\n'],
    ['a.tf', 'x {\n  secret_string = jsonencode({ user = "x", admin = "hunter2" })\n}\n'],
    ['a.tf', 'x {\n  environment = [{ value = "hunter2", name = "DB_PASSWORD" }]\n}\n'],
    ['a.tf', 'x {\n  set {\n    name = "auth.password"\n    value = "hunter2"\n  }\n}\n'],
    ['a.tf', 'x {\n  dsn = "Server=h;User Id=u;Password=hunter2;"\n}\n'],
    ['a.tfvars', 'token = "hunter"\n'],
    ['a.tfvars', 'pw="hunter2"\n'],
    ['a.tfvars', 'secrets = { foo = "hunter2" }\n'],
    ['a.tf', 'x {\n  defs = <<E\n[{"value": "hunter2", "name": "DB_PASSWORD"}]\nE\n}\n'],
  ])('%s: %s', (path, text) => {
    for (const share of ['full', 'redacted', 'schema'] as const)
      expect(shared(share, path, text)).not.toContain('hunter')
  })

  test.each([
    ['a.tf', 'x {\n  password_policy { minimum_length = 8 }\n  key_name = "ops"\n}\n'],
    ['a.tf', 'x {\n  token_validity_hours = 12\n  secret_id = aws_x.y.id\n}\n'],
    ['a.tf', 'x {\n  token_validity_hours = "12"\n  password = var.db_password\n}\n'],
    ['a.tf', 'variable "db_password" {\n  description = "Of the database"\n  type = string\n}\n'],
    ['a.tf', 'resource "kubernetes_secret" "s" {\n  metadata {\n    name = "app"\n  }\n}\n'],
    ['a.tf', 'resource "aws_ssm_parameter" "s" {\n  value = "hello"\n  type = "String"\n}\n'],
    ['a.tf', 'x {\n  environment = [{ value = "hello", name = "LOG_LEVEL" }]\n}\n'],
    ['a.tf', 'x {\n  secrets = [{ name = "DB", valueFrom = "arn:aws:ssm:eu-west-1:1:parameter/x" }]\n}\n'],
    ['a.tf', 'x {\n  dsn = "Server=h;Password=${var.x};"\n}\n'],
    ['a.tf', 'x {\n  auth = "oauth"\n  credentials = file("key.json")\n}\n'],
  ])('and what only looks so stays in `full`: %s: %s', (path, text) =>
    expect(shared('full', path, text)).toBe(text),
  )
})

describe('at `schema` names of people do not leave', () => {
  test.each([
    'x {\n  NAME = "hans.zimmermann"\n}\n',
    'x {\n  user = "user/hans.zimmermann"\n}\n',
    'x {\n  resources = ["arn:aws:iam::123456789012:user/hans"]\n}\n',
    'x {\n  tags = { type = "Hans" }\n}\n',
    'locals {\n  engine = "hans"\n  list = ["hans"]\n}\n',
    'variable "engine" {\n  default = "hans"\n}\n',
    'variable "x" {\n  default = { type = "hans" }\n}\n',
    'resource "aws_s3_bucket" "b" {\n  bucket = "zqbucket-hans-zimmermann"\n}\n',
    'resource "aws_s3_bucket" "b" {\n  bucket = "hans-${var.env}"\n}\n',
    'x {\n  policy = jsonencode({ Resource = "arn:aws:s3:::hans/*", Sid = "hans" })\n}\n',
    'x {\n  members = ["group:hans", "principal://hans"]\n}\n',
    'x {\n  v = local.m["hans"]\n}\n',
    'x {\n  m = { "hans.zimmermann" = 1 }\n}\n',
  ])('%s', (text) => expect(shared('schema', 'a.tf', text)).not.toMatch(/hans/i))

  test.each(['user = "hans"\n', 'type = "hans"\n', 'users = ["hans"]\n'])('of variables: %s', (text) =>
    expect(shared('schema', 'prod.tfvars', text)).not.toMatch(/hans/i),
  )

  test('equal names stay equal, and what is around them stays', () => {
    const text =
      'x {\n  bucket = "lake"\n  resources = ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"]\n  actions = ["s3:*"]\n}\n'
    expect(shared('schema', 'a.tf', text)).toBe(text.replaceAll('lake', '<TEXT_1>'))
  })

  test.each([
    'x {\n  publicly_accessible = true\n  instance_class = "db.r6g.large"\n  retention_in_days = 30\n}\n',
    'x {\n  engine = "postgres"\n  engine_version = "16.3"\n  storage_type = "gp3"\n}\n',
    'x {\n  cidr_blocks = ["0.0.0.0/0", "::/0", "10.0.0.0/8"]\n  protocol = "-1"\n}\n',
    'x {\n  actions = ["s3:GetObject", "dynamodb:*", "*"]\n  effect = "Allow"\n  resources = ["*"]\n}\n',
    'x {\n  object_ownership = "BucketOwnerEnforced"\n  billing_mode = "PAY_PER_REQUEST"\n}\n',
    'x {\n  principals {\n    type = "AWS"\n    identifiers = ["*", "lambda.amazonaws.com"]\n  }\n}\n',
    'x {\n  condition {\n    test = "Bool"\n    variable = "aws:SecureTransport"\n    values = ["false"]\n  }\n}\n',
    'variable "class" {\n  default = "db.t4g.micro"\n}\nvariable "region" {\n  default = "eu-central-1"\n}\n',
    'x {\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n  role = "roles/storage.admin"\n}\n',
    'x {\n  member = "allUsers"\n  sse_algorithm = "aws:kms"\n  ssl_mode = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"\n}\n',
    'module "m" {\n  source = "./modules/lake"\n  depends_on = [aws_s3_bucket.b]\n}\n',
    'x {\n  parameter {\n    name = "rds.force_ssl"\n    value = "0"\n  }\n}\n',
    'x {\n  tags = { env = "prod", classification = "confidential" }\n}\n',
  ])('what a finding needs stays: %s', (text) => expect(shared('schema', 'a.tf', text)).toBe(text))
})
