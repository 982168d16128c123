import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openReviews } from './reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const store = `variable "public" {
  type = bool
}

variable "zones" {
  type    = set(string)
  default = ["raw", "mart"]
}

module "lake" {
  source   = "../../modules/lake"
  for_each = var.zones
  name     = each.key
}

resource "aws_db_instance" "orders" {
  for_each            = { a = true, b = var.public }
  publicly_accessible = each.value
}
`

/** Three root modules that share a module, one of them with two files of values. */
const base = {
  'modules/lake/main.tf':
    'variable "name" {}\nresource "aws_s3_bucket" "zone" {\n  bucket = "acme-${var.name}"\n}\n',
  'live/shop/main.tf': store,
  'live/shop/test.tfvars': 'public = false\n',
  'live/shop/prod.tfvars': 'public = false\n',
  'live/desk/main.tf': store,
  'live/desk/terraform.tfvars': 'public = true\n',
}
const head = {
  ...base,
  'live/shop/prod.tfvars': 'public = true\n',
  'live/shop/more.tf': 'resource "aws_sqs_queue" "late" {}\n# sluice:ignore terraform/nothing\n',
  'live/shop/bad.tf': 'x = = 1\n',
  'live/desk/kms.tf': 'resource "aws_kms_key" "main" {}\n',
  'live/tail/main.tf': store,
  'modules/lake/more.tf': 'resource "aws_s3_bucket" "other" {\n  bucket = "acme-${var.name}-other"\n}\n',
}

const plans = [
  { name: 'text.json', text: '{"lineage":"a"}' },
  {
    name: 'plan.json',
    text: JSON.stringify({
      ...{ format_version: '1.2', terraform_version: '1.9.8' },
      resource_changes: [
        {
          ...{ address: 'aws_kms_key.main', mode: 'managed', type: 'aws_kms_key', name: 'main' },
          change: { actions: ['create'], before: null, after: { enable_key_rotation: false } },
        },
      ],
      configuration: {
        root_module: { resources: [{ address: 'aws_kms_key.main', mode: 'managed', type: 'aws_kms_key' }] },
      },
    }),
  },
]

const reviewed = async (one: typeof base, other: typeof head) =>
  JSON.stringify(await reviews.of({ base: one, head: other, plans }))

test('what is reviewed has three configurations, and one of them two files of values', async () => {
  const { assumptions, findings } = await reviews.of({ base, head, plans })
  const configurations = assumptions.filter((line) => line.startsWith('terraform configuration in'))
  expect(configurations.map((line) => line.replace(/ \(.*/, '').split(' in ')[1])).toEqual([
    'live/desk',
    'live/shop with each of prod.tfvars, test.tfvars',
    'live/tail',
  ])
  const places = new Set(findings.map(({ path }) => path))
  for (const path of ['live/shop/more.tf', 'live/desk/kms.tf', 'live/tail/main.tf', 'modules/lake/more.tf'])
    expect(places).toContain(path)
})

test('the same change gives the same report, byte for byte, in whatever order its files come', async () => {
  const first = await reviewed(base, head)
  expect(await reviewed(base, head)).toBe(first)
  const shuffled = <T extends object>(files: T) => {
    const entries = Object.entries(files)
    return fc
      .shuffledSubarray(entries, { minLength: entries.length })
      .map((some) => Object.fromEntries(some) as T)
  }
  await fc.assert(
    fc.asyncProperty(shuffled(base), shuffled(head), async (one, other) => {
      expect(await reviewed(one, other)).toBe(first)
    }),
    { numRuns: 25 },
  )
})
