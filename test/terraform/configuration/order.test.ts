import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configurations, type Texts } from './tree.ts'

/** Pieces of code that refer to each other, each of which may be in a file of its own. */
const pieces: Texts = {
  'a.tf': 'variable "x" { default = "a" }\nlocals { name = "${var.x}-${local.suffix}" }',
  'b.tf': 'locals { suffix = "z" }\nresource "t" "one" { name = local.name }',
  'c.tf':
    'resource "t" "two" {\n for_each = toset(["k", local.suffix])\n name = t.one.name\n id = t.one.id\n}',
  'd.tf': 'module "m" {\n source = "./m"\n in = t.two\n}\noutput "all" { value = module.m.out }',
  'e.tf': 'locals {\n loop = local.pool\n pool = local.loop\n}\nresource "t" "three" { count = local.pool }',
  'f_override.tf': 'resource "t" "one" { size = 1 }',
  'g_override.tf': 'resource "t" "one" { size = 2 }',
  'm/one.tf': 'variable "in" {}\noutput "out" { value = { for k, v in var.in : k => v.name } }',
  'm/two.tf': 'resource "t" "four" { part { id = [for v in var.in : v.id] } }',
  'z.auto.tfvars': 'x = "z"',
  'y.auto.tfvars': 'x = "y"',
  'env/prod.tfvars': 'x = "prod"',
  'env/dev.tfvars': 'y = 1',
}

test('the order in which files come does not matter', () => {
  const expected = configurations(pieces)
  expect(expected.length).toBe(1)
  fc.assert(
    fc.property(
      fc.shuffledSubarray(Object.entries(pieces), { minLength: Object.keys(pieces).length }),
      (entries) => {
        expect(configurations(Object.fromEntries(entries))).toEqual(expected)
      },
    ),
    { numRuns: 30 },
  )
})

test('the same code twice is the same answer twice, as text too', () => {
  const text = () =>
    JSON.stringify(configurations(pieces), (_, value) => (value instanceof Map ? [...value] : value))
  expect(text()).toBe(text())
})
