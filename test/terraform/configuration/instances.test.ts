import { expect, test } from 'vitest'
import { configuration, output, resource, value } from './tree.ts'

const addresses = (code: string) => [...configuration(code).byAddress.keys()]

test('count makes instances by number, none for zero', () => {
  expect(addresses('resource "aws_s3_bucket" "b" { count = 2 }')).toEqual([
    'aws_s3_bucket.b[0]',
    'aws_s3_bucket.b[1]',
  ])
  expect(addresses('resource "aws_s3_bucket" "b" { count = 0 }')).toEqual([])
  expect(addresses('resource "aws_s3_bucket" "b" { count = true ? 1 : 0 }')).toEqual(['aws_s3_bucket.b[0]'])
})

test('for_each makes instances by key, in the order of keys', () => {
  const found = configuration(`resource "aws_s3_bucket" "b" {
    for_each = { raw = { days = 1 }, core = { days = 2 } }
    bucket = "lake-\${each.key}"
    days = each.value.days
  }`)
  expect([...found.byAddress.keys()]).toEqual(['aws_s3_bucket.b["core"]', 'aws_s3_bucket.b["raw"]'])
  expect(value(found, 'aws_s3_bucket.b["raw"]', 'bucket')).toBe('lake-raw')
  expect(value(found, 'aws_s3_bucket.b["raw"]', 'days')).toBe(1)
  expect(resource(found, 'aws_s3_bucket.b["core"]')).toMatchObject({
    declared: 'aws_s3_bucket.b',
    key: 'core',
    resourceType: 'aws_s3_bucket',
    name: 'b',
  })
})

test('keys of maps are known where values are not', () => {
  const found = configuration(`variable "x" {}
    resource "aws_s3_bucket" "b" {
      for_each = { a = var.x, b = "known" }
      bucket = each.value
    }`)
  expect(value(found, 'aws_s3_bucket.b["b"]', 'bucket')).toBe('known')
  expect(value(found, 'aws_s3_bucket.b["a"]', 'bucket')).toMatchObject({ kind: 'unknown' })
  expect(resource(found, 'aws_s3_bucket.b["a"]').uncertain).toBeUndefined()
})

test.each(['count = var.x', 'count = var.x ? 1 : 0', 'for_each = var.x', 'for_each = toset([var.x, "a"])'])(
  'with %s there is one resource that may be any number',
  (repetition) => {
    const found = configuration(`variable "x" {}
      resource "aws_s3_bucket" "b" {\n ${repetition}\n bucket = "b"\n}`)
    expect(found.resources.length).toBe(1)
    const { uncertain, key } = resource(found, 'aws_s3_bucket.b')
    expect(uncertain?.because.at(-1)?.text).toBe('var.x has no value here')
    expect(key).toBeUndefined()
    expect(value(found, 'aws_s3_bucket.b', 'bucket')).toBe('b')
  },
)

test('each.key and count.index of an uncertain number are not known', () => {
  const found = configuration(`variable "x" {}
    resource "aws_s3_bucket" "b" {\n for_each = var.x\n bucket = each.key\n}
    resource "aws_s3_bucket" "c" {\n count = var.x\n bucket = "c-\${count.index}"\n}`)
  expect(value(found, 'aws_s3_bucket.b', 'bucket')).toMatchObject({
    because: [{ text: 'each.key is not known' }, { text: 'var.x has no value here' }],
  })
  expect(value(found, 'aws_s3_bucket.c', 'bucket')).toMatchObject({ kind: 'unknown' })
})

test('too many instances are one that stands for all, and told', () => {
  const found = configuration(
    'resource "aws_s3_bucket" "b" { for_each = toset([for i in range(1001) : "k${i}"]) }',
  )
  expect(found.resources.length).toBe(1)
  expect(found.resources[0]?.uncertain).toBeDefined()
  expect(found.problems.length).toBe(1)
})

test('instances share what does not depend on the instance', () => {
  const found = configuration(`locals { tags = { team = "data" } }
    resource "aws_s3_bucket" "b" {
      count = 2
      bucket = "b\${count.index}"
      tags = local.tags
      versioning { enabled = true }
    }`)
  const [one, two] = found.resources
  expect(one?.attributes.get('tags')).toBe(two?.attributes.get('tags'))
  expect(one?.blocks[0]).toBe(two?.blocks[0])
  expect(one?.attributes.get('bucket')).not.toBe(two?.attributes.get('bucket'))
})

test('a module called by count or for_each is made as often, one called by an unknown number once', () => {
  const made = (repetition: string) =>
    configuration({
      'main.tf': `variable "x" {}\nmodule "m" {\n source = "./m"\n ${repetition}\n}`,
      'm/main.tf': 'resource "aws_s3_bucket" "b" {}',
    }).resources.map(({ address, uncertain }) => [address, uncertain !== undefined])
  expect(made('for_each = toset(["us", "eu"])')).toEqual([
    ['module.m["eu"].aws_s3_bucket.b', false],
    ['module.m["us"].aws_s3_bucket.b', false],
  ])
  expect(made('count = 1')).toEqual([['module.m[0].aws_s3_bucket.b', false]])
  expect(made('count = 0')).toEqual([])
  expect(made('count = var.x')).toEqual([['module.m.aws_s3_bucket.b', true]])
})

test('keys are written into addresses as Terraform writes them', () => {
  const found = configuration('resource "t" "n" { for_each = toset(["a\\"b.c[0]/$${d}"]) }')
  expect(found.resources[0]?.address).toBe('t.n["a\\"b.c[0]/$${d}"]')
  expect(found.resources[0]?.key).toBe('a"b.c[0]/${d}')
})

test('outputs reach into instances', () => {
  const found = configuration(`resource "t" "n" {\n for_each = toset(["a", "b"])\n size = each.key\n}
    output "sizes" { value = [for k, v in t.n : v.size] }
    output "one" { value = t.n["b"].size }
    output "none" { value = try(t.n["c"].size, "none") }`)
  expect(output(found, 'sizes')).toEqual(['a', 'b'])
  expect(output(found, 'one')).toBe('b')
  expect(output(found, 'none')).toBe('none')
})
