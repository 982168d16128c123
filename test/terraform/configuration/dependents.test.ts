import { expect, test } from 'vitest'
import { dependents } from '../../../src/core/terraform/dependents.ts'
import { outputReaders } from '../../../src/core/terraform/remote-state.ts'
import { configuration, configurations, type Texts } from './tree.ts'

const names = (texts: Texts | string, of: string) =>
  dependents(configuration(texts), of).map(({ name }) => name)

const bucket = 'resource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n'
const lambda = (value: string, name = 'load') =>
  `resource "aws_lambda_function" "${name}" {\n  environment {\n    variables = { BUCKET = ${value} }\n  }\n}\n`

test('by name, in a template, in brackets, in a condition, in depends_on', () => {
  const text = `${bucket}
    ${lambda('aws_s3_bucket.lake.id', 'a')}
    ${lambda('"s3://${aws_s3_bucket.lake.bucket}/raw"', 'b')}
    ${lambda('[for n in ["x"] : aws_s3_bucket.lake[n].arn]', 'c')}
    ${lambda('var.on ? aws_s3_bucket.lake.arn : null', 'd')}
    resource "aws_sqs_queue" "e" {\n depends_on = [aws_s3_bucket.lake]\n}
    variable "on" {}`
  expect(names(text, 'aws_s3_bucket.lake')).toEqual([
    'aws_sqs_queue.e',
    ...['a', 'b', 'c', 'd'].map((name) => `aws_lambda_function.${name}`),
  ])
})

test('the same words in a text, a comment or another type are no reference', () => {
  const text = `${bucket}
    # aws_s3_bucket.lake
    ${lambda('"aws_s3_bucket.lake.id"', 'a')}
    ${lambda('aws_s3_object.lake.id', 'b')}
    resource "aws_s3_object" "lake" {}`
  expect(names(text, 'aws_s3_bucket.lake')).toEqual([])
})

test('through locals, variables of modules, their outputs and data sources; not beyond what depends', () => {
  const texts = {
    'main.tf': `module "lake" {\n  source = "./lake"\n}
      locals { arn = module.lake.arn }
      module "loader" {
        source = "./loader"
        for_each = { eu = local.arn }
        bucket = each.value
      }
      resource "aws_sqs_queue" "other" { name = module.lake.name }
      resource "aws_iam_role" "after" { name = module.loader["eu"].role }`,
    'lake/main.tf': `${bucket}
      output "arn" { value = aws_s3_bucket.lake.arn }
      output "name" { value = "fixed" }`,
    'loader/main.tf': `variable "bucket" {}
      data "aws_iam_policy_document" "read" { statement { resources = [var.bucket] } }
      resource "aws_iam_policy" "read" { policy = data.aws_iam_policy_document.read.json }
      resource "aws_iam_role" "load" { name = "load" }
      output "role" { value = aws_iam_role.load.name }`,
  }
  expect(names(texts, 'module.lake.aws_s3_bucket.lake')).toEqual(['module.loader.aws_iam_policy.read'])
  expect(names(texts, 'module.loader.aws_iam_role.load')).toEqual(['aws_iam_role.after'])
})

test('a module from elsewhere and an output of the root module are ends', () => {
  const text = `${bucket}
    module "site" {\n  source = "example/site/aws"\n  bucket = aws_s3_bucket.lake.id\n}
    ${lambda('module.site.url')}
    output "arn" { value = aws_s3_bucket.lake.arn }`
  expect(names(text, 'aws_s3_bucket.lake')).toEqual(['module.site', 'output.arn'])
  expect(names(text, 'module.site')).toEqual(['aws_lambda_function.load'])
})

test('a provider that logs in to it', () => {
  const text = `resource "aws_db_instance" "main" {}
    provider "postgresql" {\n  alias = "app"\n  host = aws_db_instance.main.address\n}`
  expect(names(text, 'aws_db_instance.main')).toEqual(['provider.postgresql.app'])
})

test('what refers to itself comes to an end', () => {
  const text = `locals {\n a = local.b\n b = "\${local.a}\${aws_s3_bucket.lake.id}"\n}\n${bucket}${lambda('local.a')}`
  expect(names(text, 'aws_s3_bucket.lake')).toEqual(['aws_lambda_function.load'])
})

const backend = (key: string) =>
  `terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "${key}"\n  }\n}\n`
const producer = (head: string) =>
  `${head}output "bucket" {\n  value = "lake"\n}\noutput "name" {\n  value = "x"\n}\n`
const reader = (config: string, kind = 's3') => `data "terraform_remote_state" "lake" {
    backend = "${kind}"
    config  = ${config}
  }
  ${lambda('data.terraform_remote_state.lake.outputs.bucket')}`

function readers(lake: string, loader: string) {
  const all = configurations({ 'lake/main.tf': lake, 'loader/main.tf': `provider "aws" {}\n${loader}` })
  const [own] = all.filter(({ root }) => root === 'lake')
  return outputReaders(own ? [own] : [], all).map(({ of, by, certain }) => [of, by, certain])
}

const found = (certain: boolean) => [['output.bucket', 'aws_lambda_function.load in loader', certain]]

test('outputs that another configuration reads from the same place, and that alone', () => {
  const same = reader('{ bucket = "states", key = "lake" }')
  expect(readers(producer(backend('lake')), same)).toEqual(found(true))
  expect(readers(producer(backend('lake')), reader('{ bucket = "states", key = "other" }'))).toEqual([])
  expect(readers(producer(''), same)).toEqual([])
})

test('where it is not known which state is read, it may be this one', () => {
  expect(
    readers(
      producer(backend('lake')),
      `${reader('{ bucket = "states", key = var.key }')}\nvariable "key" {}`,
    ),
  ).toEqual(found(false))
  expect(
    readers(producer('terraform {\n  backend "s3" {}\n}\n'), reader('{ bucket = "states", key = "lake" }')),
  ).toEqual(found(false))
})

test('a local state is found by its path', () => {
  expect(readers(producer(''), reader('{ path = "../lake/terraform.tfstate" }', 'local'))).toEqual(
    found(true),
  )
  expect(readers(producer(''), reader('{ path = "../sea/terraform.tfstate" }', 'local'))).toEqual([])
})

test('a reader with several files of variables is told once, as sure as one of them makes it', () => {
  const all = configurations({
    'lake/main.tf': producer(backend('lake')),
    'loader/main.tf': `${reader('{ bucket = "states", key = var.key }')}\nvariable "key" {}`,
    'loader/dev.tfvars': 'key = "other"',
    'loader/prod.tfvars': 'key = "lake"',
  })
  const [own] = all.filter(({ root }) => root === 'lake')
  expect(all.length).toBeGreaterThan(2)
  expect(outputReaders(own ? [own] : [], all).map(({ of, by, certain }) => [of, by, certain])).toEqual(
    found(true),
  )
})
