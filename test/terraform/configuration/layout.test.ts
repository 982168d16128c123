import { expect, test } from 'vitest'
import { rootsIn } from '../../../src/terraform/configuration/configurations.ts'
import { configuration, configurations, output, treeOf, value } from './tree.ts'

const bucket = 'resource "aws_s3_bucket" "lake" { bucket = "lake" }'

test('a directory that another one calls is no root module', () => {
  const found = configurations({
    'main.tf': 'module "lake" { source = "./lake" }',
    'lake/main.tf': bucket,
    'other/main.tf': '',
  })
  expect(found.map(({ root }) => root)).toEqual(['', 'other'])
})

test('a called directory with a backend or a provider of its own is a root module as well', () => {
  const called = (code: string) =>
    configurations({ 'live/main.tf': 'module "lake" { source = "../lake" }', 'lake/main.tf': code }).map(
      ({ root }) => root,
    )
  expect(called('terraform { backend "s3" {} }')).toEqual(['lake', 'live'])
  expect(called('provider "aws" {}')).toEqual(['lake', 'live'])
  expect(called('terraform { required_version = ">= 1.5" }')).toEqual(['live'])
})

test('of directories that only call each other the first is evaluated, and the cycle is told', () => {
  const [first, ...more] = configurations({
    'one/main.tf': `module "two" { source = "../two" }\n${bucket}`,
    'two/main.tf': 'module "one" { source = "../one" }',
  })
  expect(more).toEqual([])
  expect(first?.root).toBe('one')
  expect(first?.problems.map(({ text }) => text)).toEqual([
    'module.two.module.one is not evaluated: the module calls itself.',
  ])
})

test('a .tofu file takes the place of the .tf file of the same name, and of no other', () => {
  const found = configuration({
    'main.tf': 'output "who" { value = "terraform" }',
    'main.tofu': 'output "who" { value = "tofu" }',
    'more.tf': 'output "more" { value = 1 }',
  })
  expect(output(found, 'who')).toBe('tofu')
  expect(output(found, 'more')).toBe(1)
  expect(found.paths).toEqual(['main.tofu', 'more.tf'])
})

test('override files change arguments one by one and nested blocks by type', () => {
  const found = configuration({
    'main.tf': `resource "aws_s3_bucket" "lake" {
      bucket = "lake"
      acl = "private"
      versioning { enabled = true }
      logging { target_bucket = "logs" }
    }`,
    'override.tf': `resource "aws_s3_bucket" "lake" {
      acl = "public-read"
      versioning { enabled = false }
    }`,
  })
  expect(value(found, 'aws_s3_bucket.lake', 'bucket')).toBe('lake')
  expect(value(found, 'aws_s3_bucket.lake', 'acl')).toBe('public-read')
  expect(value(found, 'aws_s3_bucket.lake', 'versioning.enabled')).toBe(false)
  expect(value(found, 'aws_s3_bucket.lake', 'logging.target_bucket')).toBe('logs')
  expect(found.byAddress.get('aws_s3_bucket.lake')?.attributes.get('acl')?.place.path).toBe('override.tf')
})

test('what is declared twice counts once and is told', () => {
  const found = configuration({ 'a.tf': bucket, 'b.tf': bucket.replace('"lake" }', '"other" }') })
  expect(value(found, 'aws_s3_bucket.lake', 'bucket')).toBe('lake')
  expect(found.problems.map(({ text, place }) => `${place.path}: ${text}`)).toEqual([
    'b.tf: resource aws_s3_bucket lake is declared more than once; the first counts here.',
  ])
})

test('a file that cannot be read is told, and what it may declare is not known', () => {
  const found = configuration({
    'main.tf': 'output "name" { value = local.name }\noutput "try" { value = try(local.name, "none") }',
    'broken.tf': 'locals { name = = }',
  })
  expect(found.problems.map(({ place }) => place.path)).toEqual(['broken.tf'])
  expect(output(found, 'name')).toMatchObject({
    because: [{ text: 'local.name may be declared in broken.tf, which could not be read' }],
  })
  expect(output(found, 'try')).toMatchObject({ kind: 'unknown' })
  expect(found.paths).toEqual(['broken.tf', 'main.tf'])
})

test('roots are asked for by changed files of modules, of variables and of what file() takes in', () => {
  const tree = treeOf({
    'live/main.tf': 'module "lake" { source = "../modules/lake" }',
    'live/env/prod.tfvars': 'x = 1',
    'modules/lake/main.tf': 'output "p" { value = file("../policies/policy.json") }',
    'other/main.tf': '',
  })
  const asked = (path: string) => rootsIn(tree, new Set([path]))
  expect(asked('modules/lake/gone.tf')).toEqual(['live'])
  expect(asked('live/env/prod.tfvars')).toEqual(['live'])
  expect(asked('modules/policies/policy.json')).toEqual(['live'])
  expect(asked('modules/policies/other.json')).toEqual([])
  expect(asked('other/main.tf')).toEqual(['other'])
  expect(asked('live/readme.md')).toEqual([])
})

test('the paths of a configuration are its code, its variables and what it takes in', () => {
  const found = configuration({
    'live/main.tf': `module "lake" { source = "../modules/lake" }
      output "policy" { value = file("\${path.module}/policy.json") }`,
    'live/policy.json': '{}',
    'live/unused.json': '{}',
    'live/terraform.tfvars': '',
    'modules/lake/main.tf': '',
  })
  expect(output(found, 'policy')).toBe('{}')
  expect(found.paths).toEqual([
    'live/main.tf',
    'live/policy.json',
    'live/terraform.tfvars',
    'modules/lake/main.tf',
  ])
})

test('templates of files are rendered with the names they are given, and with no others', () => {
  const rendered = (template: string) =>
    output(
      configuration({
        'main.tf':
          'variable "x" {}\nlocals { l = 1 }\noutput "t" { value = templatefile("${path.module}/t.tftpl", { name = "lake", x = var.x }) }',
        't.tftpl': template,
      }),
      't',
    )
  expect(rendered('{"bucket": "${name}"}\n')).toBe('{"bucket": "lake"}\n')
  expect(rendered('${name}')).toBe('lake')
  expect(rendered('a ${x}')).toMatchObject({
    parts: ['a ', { because: [{ text: 'var.x has no value here' }] }],
  })
  expect(rendered('${local.l}')).toMatchObject({ kind: 'unknown' })
  expect(rendered('${')).toMatchObject({ kind: 'unknown' })
})
