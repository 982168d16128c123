import { expect, test } from 'vitest'
import { joined } from '../../../src/core/terraform/link.ts'
import { configuration, output, resource, value } from './tree.ts'

test('what the code says of another resource is its value', () => {
  const found = configuration(`resource "aws_s3_bucket" "lake" { bucket = "lake" }
    output "name" { value = aws_s3_bucket.lake.bucket }
    output "arn" { value = "arn:aws:s3:::\${aws_s3_bucket.lake.bucket}/*" }`)
  expect(output(found, 'name')).toBe('lake')
  expect(output(found, 'arn')).toBe('arn:aws:s3:::lake/*')
})

test('what the code does not say is known after apply, and names the resource', () => {
  const found = configuration(`resource "aws_s3_bucket" "lake" { bucket = null }
    output "arn" { value = aws_s3_bucket.lake.arn }
    output "name" { value = aws_s3_bucket.lake.bucket }
    output "deep" { value = aws_s3_bucket.lake.website[0].domain }`)
  expect(output(found, 'arn')).toMatchObject({
    because: [{ text: 'aws_s3_bucket.lake.arn is known after apply' }],
    reference: { address: 'aws_s3_bucket.lake', attribute: 'arn' },
  })
  expect(output(found, 'name')).toMatchObject({ reference: { attribute: 'bucket' } })
  expect(output(found, 'deep')).toMatchObject({ reference: { attribute: 'website[0].domain' } })
})

test('references carry keys, of resources and of modules', () => {
  const found = configuration({
    'main.tf': `module "lake" {
        source = "./lake"
        for_each = toset(["eu"])
      }
      output "id" { value = module.lake["eu"].id }`,
    'lake/main.tf': `resource "aws_s3_bucket" "zone" { for_each = toset(["raw", "core"]) }
      output "id" { value = aws_s3_bucket.zone["raw"].id }`,
  })
  expect(output(found, 'id')).toMatchObject({
    reference: { address: 'module.lake["eu"].aws_s3_bucket.zone["raw"]', attribute: 'id' },
  })
})

test('a resource that travels as a whole is still that resource', () => {
  const found = configuration({
    'main.tf': `resource "aws_s3_bucket" "lake" { bucket = "lake" }
      locals { lake = aws_s3_bucket.lake }
      module "m" {\n source = "./m"\n bucket = local.lake\n}
      resource "aws_s3_bucket_versioning" "each" {
        for_each = { lake = aws_s3_bucket.lake }
        bucket = each.value.id
      }`,
    'm/main.tf': `variable "bucket" {}
      output "id" { value = var.bucket.id }
      output "name" { value = var.bucket.bucket }`,
  })
  expect(found.outputs.map((each) => each.value)).toMatchObject([
    { reference: { address: 'aws_s3_bucket.lake', attribute: 'id' } },
    'lake',
  ])
  expect(value(found, 'aws_s3_bucket_versioning.each["lake"]', 'bucket')).toMatchObject({
    reference: { address: 'aws_s3_bucket.lake', attribute: 'id' },
  })
})

test('for_each over resources has their keys', () => {
  const found = configuration(`resource "aws_s3_bucket" "zone" { for_each = toset(["raw", "core"]) }
    resource "aws_s3_bucket_versioning" "zone" {
      for_each = aws_s3_bucket.zone
      bucket = each.value.id
    }`)
  const versioning = 'aws_s3_bucket_versioning.zone["raw"]'
  expect(value(found, versioning, 'bucket')).toMatchObject({
    reference: { address: 'aws_s3_bucket.zone["raw"]', attribute: 'id' },
  })
  const join = (address: string) =>
    joined(found, resource(found, address), { types: ['aws_s3_bucket_versioning'], by: 'bucket' })
  expect(join('aws_s3_bucket.zone["raw"]').found.map(({ address }) => address)).toEqual([versioning])
  expect(join('aws_s3_bucket.zone["raw"]').maybe).toBeUndefined()
})

test('splats go over all instances', () => {
  const found = configuration(`resource "t" "n" {\n count = 2\n size = count.index + 5\n}
    resource "t" "one" { size = 1 }
    resource "t" "none" { count = 0 }
    output "sizes" { value = t.n[*].size }
    output "legacy" { value = t.n.*.size }
    output "one" { value = t.one[*].size }
    output "none" { value = one(t.none[*].size) }
    output "ids" { value = t.n[*].id }`)
  expect(output(found, 'sizes')).toEqual([5, 6])
  expect(output(found, 'legacy')).toEqual([5, 6])
  expect(output(found, 'one')).toEqual([1])
  expect(output(found, 'none')).toBe(null)
  expect(output(found, 'ids')).toMatchObject([
    { reference: { address: 't.n[0]', attribute: 'id' } },
    { reference: { address: 't.n[1]', attribute: 'id' } },
  ])
})

test('where the number is not known the one that may be there is meant, and their list is not known', () => {
  const found = configuration(`variable "on" {}
    resource "t" "n" {\n count = var.on ? 1 : 0\n size = 5\n}
    output "id" { value = t.n[0].id }
    output "tried" { value = try(t.n[0].id, "none") }
    output "ids" { value = t.n[*].id }`)
  expect(output(found, 'id')).toMatchObject({ reference: { address: 't.n', attribute: 'id' } })
  expect(output(found, 'tried')).toMatchObject({ kind: 'unknown' })
  expect(output(found, 'ids')).toMatchObject({ kind: 'unknown' })
})

test('an instance under a key that is not known is one of them', () => {
  const found = configuration(`variable "key" {}
    resource "t" "n" { for_each = toset(["a", "b"]) }
    output "id" { value = t.n[var.key].id }`)
  expect(output(found, 'id')).toMatchObject({ reference: { address: 't.n', attribute: 'id' } })
})

test('a name that is not known still stands for its resource, a pointer for what it points to', () => {
  const found = configuration(`variable "name" {}
    resource "aws_kms_key" "k" {}
    resource "aws_s3_bucket" "lake" {
      bucket = var.name
      kms_key_id = aws_kms_key.k.arn
    }
    output "name" { value = aws_s3_bucket.lake.bucket }
    output "key" { value = aws_s3_bucket.lake.kms_key_id }`)
  expect(output(found, 'name')).toMatchObject({
    reference: { address: 'aws_s3_bucket.lake', attribute: 'bucket' },
  })
  expect(output(found, 'key')).toMatchObject({ reference: { address: 'aws_kms_key.k', attribute: 'arn' } })
})

test('data sources are read when planning; what the code asks them for is known', () => {
  const found = configuration(`data "aws_s3_bucket" "lake" { bucket = "lake" }
    output "arn" { value = data.aws_s3_bucket.lake.arn }
    output "name" { value = data.aws_s3_bucket.lake.bucket }`)
  expect(output(found, 'arn')).toMatchObject({
    because: [{ text: 'data.aws_s3_bucket.lake.arn is read when planning' }],
    reference: { address: 'data.aws_s3_bucket.lake', attribute: 'arn' },
  })
  expect(output(found, 'name')).toBe('lake')
  expect(resource(found, 'data.aws_s3_bucket.lake').mode).toBe('data')
})

test('what is not declared is not known, and refused where the code tries it', () => {
  const found = configuration(`output "r" { value = aws_s3_bucket.gone.id }
    output "t" { value = try(aws_s3_bucket.gone.id, "none") }
    output "l" { value = local.gone }
    output "w" { value = terraform.workspace }`)
  expect(output(found, 'r')).toMatchObject({
    because: [{ text: 'aws_s3_bucket.gone is not declared in this module' }],
  })
  expect(output(found, 't')).toBe('none')
  expect(output(found, 'l')).toMatchObject({ kind: 'unknown' })
  expect(output(found, 'w')).toMatchObject({ kind: 'unknown' })
})

test('a module output that passes a resource on joins what the caller makes for it', () => {
  const found = configuration({
    'main.tf': `module "lake" { source = "./lake" }
      resource "aws_s3_bucket_public_access_block" "lake" { bucket = module.lake.bucket_id }`,
    'lake/main.tf':
      'resource "aws_s3_bucket" "lake" {}\noutput "bucket_id" { value = aws_s3_bucket.lake.id }',
  })
  const bucket = resource(found, 'module.lake.aws_s3_bucket.lake')
  const join = joined(found, bucket, { types: ['aws_s3_bucket_public_access_block'], by: 'bucket' })
  expect(join.found.map(({ address }) => address)).toEqual(['aws_s3_bucket_public_access_block.lake'])
})

test.each(['ephemeral.random_password.p.result', 'terraform.workspace', 'self.id', 'each.key', 'path.cwd'])(
  'what only Terraform knows where it runs is not known, and no mistake: %s',
  (name) => {
    expect(output(configuration(`output "x" { value = try(${name}, "none") }`), 'x')).toMatchObject({
      kind: 'unknown',
    })
  },
)
