import { expect, test } from 'vitest'
import { attribute, configuration, output, resource, textAt, value } from './tree.ts'

test('a value goes down four modules and says where it came through', () => {
  const call = (depth: number) => `variable "acl" {}
    module "m${depth}" {
      source = "../m${depth}"
      acl = var.acl
    }`
  const texts = {
    'live/main.tf': 'locals { acl = "public-read" }\nmodule "m1" {\n source = "../m1"\n acl = local.acl\n}',
    'm1/main.tf': call(2),
    'm2/main.tf': call(3),
    'm3/main.tf': call(4),
    'm4/main.tf': 'variable "acl" {}\nresource "aws_s3_bucket" "lake" { acl = var.acl }',
  }
  const found = configuration(texts)
  const address = 'module.m1.module.m2.module.m3.module.m4.aws_s3_bucket.lake'
  expect(value(found, address, 'acl')).toBe('public-read')
  expect(attribute(found, address, 'acl').via.map((place) => textAt(texts, place))).toEqual([
    'm3/main.tf: acl = var.acl',
    'm2/main.tf: acl = var.acl',
    'm1/main.tf: acl = var.acl',
    'live/main.tf: acl = local.acl',
    'live/main.tf: acl = "public-read"',
  ])
  expect(resource(found, address).calls.map((place) => textAt(texts, place))).toEqual([
    'live/main.tf: module "m1"',
    'm1/main.tf: module "m2"',
    'm2/main.tf: module "m3"',
    'm3/main.tf: module "m4"',
  ])
})

test('a value that is not known carries the chain that made it so', () => {
  const found = configuration({
    'main.tf':
      'variable "acl" {}\nlocals { acl = var.acl }\nmodule "m" {\n source = "./m"\n acl = local.acl\n}',
    'm/main.tf': 'variable "acl" {}\nresource "aws_s3_bucket" "lake" { acl = var.acl }',
  })
  expect(value(found, 'module.m.aws_s3_bucket.lake', 'acl')).toMatchObject({
    kind: 'unknown',
    because: [
      { text: 'var.acl is not known' },
      { text: 'local.acl is not known' },
      { text: 'var.acl has no value here' },
    ],
  })
})

test('arguments are evaluated where the call stands, outputs where the module does', () => {
  const found = configuration({
    'main.tf': `locals { name = "caller" }
      module "m" {\n source = "./m"\n name = local.name\n}
      output "both" { value = module.m.both }`,
    'm/main.tf':
      'variable "name" {}\nlocals { name = "callee" }\noutput "both" { value = [var.name, local.name] }',
  })
  expect(output(found, 'both')).toEqual(['caller', 'callee'])
})

test('each.value reaches the arguments of the instance', () => {
  const found = configuration({
    'main.tf': `module "m" {
        source = "./m"
        for_each = { eu = "eu-west-1", us = "us-east-1" }
        region = each.value
      }
      output "eu" { value = module.m["eu"].region }
      output "all" { value = [for k, m in module.m : "\${k} \${m.region}"] }`,
    'm/main.tf': 'variable "region" {}\noutput "region" { value = var.region }',
  })
  expect(output(found, 'eu')).toBe('eu-west-1')
  expect(output(found, 'all')).toEqual(['eu eu-west-1', 'us us-east-1'])
})

test('a module from elsewhere is ordinary: its outputs are not known, and nothing is told', () => {
  const found =
    configuration(`module "vpc" {\n source = "terraform-aws-modules/vpc/aws"\n version = "5.0.0"\n}
    output "id" { value = module.vpc.vpc_id }`)
  expect(output(found, 'id')).toMatchObject({
    because: [{ text: 'module.vpc.vpc_id comes from a module that is not read here' }],
  })
  expect(found.problems).toEqual([])
  expect(found.modules[0]).toMatchObject({ address: 'module.vpc', source: 'terraform-aws-modules/vpc/aws' })
  expect(found.modules[0]?.directory).toBeUndefined()
})

test('a local module that is not there is told', () => {
  const found = configuration('module "m" { source = "./gone" }\nmodule "n" { source = "../../outside" }')
  expect(found.problems.map(({ text }) => text)).toEqual([
    'module.m is not evaluated: there is no code in ./gone.',
    'module.n is not evaluated: there is no code in ../../outside.',
  ])
})

test('modules know their directory and their place in the tree', () => {
  const found = configuration({
    'main.tf': 'module "m" { source = "./modules/m" }',
    'modules/m/main.tf': 'module "n" { source = "../n" }',
    'modules/n/main.tf': 'output "paths" { value = [path.module, path.root] }',
  })
  expect(found.modules.map(({ address, module, directory }) => [address, module, directory])).toEqual([
    ['module.m', '', 'modules/m'],
    ['module.m.module.n', 'module.m', 'modules/n'],
  ])
  expect(found.outputs[0]).toMatchObject({ module: 'module.m.module.n', value: ['modules/n', '.'] })
})

test('resources of the caller stand before those of the called', () => {
  const found = configuration({
    'a.tf': 'module "m" { source = "./m" }\nresource "t" "one" {}',
    'b.tf': 'resource "t" "two" {}',
    'm/main.tf': 'resource "t" "three" {}',
  })
  expect(found.resources.map(({ address }) => address)).toEqual(['t.one', 't.two', 'module.m.t.three'])
})

test('what is uncertain about a module is uncertain about everything in it', () => {
  const found = configuration({
    'main.tf': 'variable "on" {}\nmodule "m" {\n source = "./m"\n count = var.on ? 1 : 0\n}',
    'm/main.tf': 'module "n" { source = "./n" }',
    'm/n/main.tf': 'resource "t" "x" { count = 1 }',
  })
  expect(resource(found, 'module.m.module.n.t.x[0]').uncertain?.because.at(-1)?.text).toBe(
    'var.on has no value here',
  )
})

test('moved, removed and import blocks say their addresses in full where these are plain', () => {
  const found = configuration({
    'main.tf': `module "m" { source = "./m" }
      removed {
        from = aws_db_instance.old
        lifecycle { destroy = false }
      }
      removed { from = module.gone }
      import {
        to = aws_s3_bucket.b["x"]
        id = "bucket"
      }
      import {
        for_each = toset(["a"])
        to = aws_s3_bucket.b[each.key]
        id = each.key
      }`,
    'm/main.tf': 'moved {\n from = aws_s3_bucket.a\n to = aws_s3_bucket.b[0]\n}',
  })
  expect(found.refactorings.map(({ kind, from, to, keeps }) => ({ kind, from, to, keeps }))).toEqual([
    { kind: 'removed', from: 'aws_db_instance.old', keeps: true },
    { kind: 'removed', from: 'module.gone', keeps: false },
    { kind: 'import', to: 'aws_s3_bucket.b["x"]' },
    { kind: 'import' },
    { kind: 'moved', from: 'module.m.aws_s3_bucket.a', to: 'module.m.aws_s3_bucket.b[0]' },
  ])
})

test('names in meta-arguments stay names', () => {
  const found = configuration(`resource "t" "x" {
      provider = aws.west
      depends_on = [module.m, aws_iam_role.r]
      lifecycle {
        ignore_changes = [tags, size["a"]]
        prevent_destroy = true
      }
    }
    resource "t" "y" { lifecycle { ignore_changes = all } }`)
  expect(value(found, 't.x', 'provider')).toBe('aws.west')
  expect(value(found, 't.x', 'depends_on')).toEqual(['module.m', 'aws_iam_role.r'])
  expect(value(found, 't.x', 'lifecycle.ignore_changes')).toEqual(['tags', 'size["a"]'])
  expect(value(found, 't.x', 'lifecycle.prevent_destroy')).toBe(true)
  expect(value(found, 't.y', 'lifecycle.ignore_changes')).toBe('all')
})

test('other arguments of lifecycle have values', () => {
  const found = configuration(`variable "guard" { default = true }
    resource "t" "x" { lifecycle { prevent_destroy = var.guard } }`)
  expect(value(found, 't.x', 'lifecycle.prevent_destroy')).toBe(true)
})
