import { expect, test } from 'vitest'
import { configuration, configurations, output, value } from './tree.ts'

test('locals, variables and resources in a circle are not known, and told', () => {
  const found = configuration(`locals {\n a = local.b\n b = local.a\n}
    resource "t" "x" {\n one = t.x.two\n two = t.x.one\n}
    resource "t" "y" { for_each = t.y }
    output "a" { value = local.a }`)
  expect(output(found, 'a')).toMatchObject({ kind: 'unknown' })
  expect(value(found, 't.x', 'one')).toMatchObject({ kind: 'unknown' })
  expect(found.byAddress.get('t.y')?.uncertain).toBeDefined()
  expect(found.problems.map(({ text }) => text)).toContainEqual(
    'for_each of t.y refers to itself, so its value is not known.',
  )
})

test('modules that pass each other their outputs end', () => {
  const found = configuration({
    'main.tf':
      'module "a" {\n source = "./m"\n in = module.b.out\n}\nmodule "b" {\n source = "./m"\n in = module.a.out\n}\noutput "a" { value = module.a.out }',
    'm/main.tf': 'variable "in" {}\noutput "out" { value = var.in }',
  })
  expect(output(found, 'a')).toMatchObject({ kind: 'unknown' })
  expect(found.problems.length).toBeGreaterThan(0)
})

test('a module may use outputs of one that uses another of its own', () => {
  const found = configuration({
    'main.tf':
      'module "a" {\n source = "./m"\n in = module.b.fixed\n}\nmodule "b" {\n source = "./m"\n in = module.a.fixed\n}\noutput "a" { value = module.a.out }',
    'm/main.tf': 'variable "in" {}\noutput "out" { value = var.in }\noutput "fixed" { value = "f" }',
  })
  expect(output(found, 'a')).toBe('f')
  expect(found.problems).toEqual([])
})

test('a module that calls itself is told', () => {
  const found = configuration('module "self" { source = "./" }\nresource "t" "x" {}')
  expect(found.resources.map(({ address }) => address)).toEqual(['t.x'])
  expect(found.problems.map(({ text }) => text)).toEqual([
    'module.self is not evaluated: the module calls itself.',
  ])
})

test('names of JavaScript are names like others', () => {
  const found = configuration({
    'main.tf': `locals {
        __proto__ = 1
        constructor = 2
      }
      variable "toString" { default = 3 }
      resource "hasOwnProperty" "__proto__" {
        __proto__ = local.__proto__
        valueOf = local.constructor
      }
      output "it" { value = [hasOwnProperty.__proto__.__proto__, var.toString] }
      output "none" { value = local.valueOf }
      output "map" { value = { __proto__ = 1 }.__proto__ }`,
    'terraform.tfvars': '__proto__ = 5',
  })
  expect(output(found, 'it')).toEqual([1, 3])
  expect(output(found, 'none')).toMatchObject({ kind: 'unknown' })
  expect(output(found, 'map')).toBe(1)
  expect(value(found, 'hasOwnProperty.__proto__', 'valueOf')).toBe(2)
})

test('a million instances are one that stands for all', () => {
  const found = configuration(`resource "t" "x" { for_each = toset([for i in range(1000000) : tostring(i)]) }
    resource "t" "y" { count = 1000000 }
    resource "t" "z" { count = -1 }
    resource "t" "w" { count = 0.5 }`)
  expect(found.resources.map(({ uncertain }) => uncertain !== undefined)).toEqual([true, true, true, true])
})

test('modules that double at every level end, and it is told', () => {
  const twice = (next: string) =>
    `module "a" { source = "../${next}" }\nmodule "b" { source = "../${next}" }\nresource "t" "x" {}`
  const levels = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`m${i}/main.tf`, twice(`m${i + 1}`)]),
  )
  const found = configuration({ ...levels, 'm24/main.tf': '' })
  expect(found.resources.length).toBeLessThan(50_000)
  expect(found.problems.some(({ text }) => text.includes('too many instances'))).toBe(true)
})

test('modules deeper than the limit are told', () => {
  const levels = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `m${i}/main.tf`,
      `module "m" { source = "../m${i + 1}" }\nresource "t" "x" {}`,
    ]),
  )
  const found = configuration({ ...levels, 'm40/main.tf': '' })
  expect(found.resources.length).toBe(33)
  expect(found.problems.map(({ text }) => text.endsWith('it is nested too deeply.'))).toEqual([true])
})

test('chains of thousands of locals end in what is known or is not, never in an error', () => {
  const locals = Array.from({ length: 5000 }, (_, i) => `l${i} = local.l${i + 1}`).join('\n')
  const found = configuration(
    `locals {\n${locals}\n l5000 = "end"\n}\noutput "x" { value = local.l0 }\noutput "y" { value = local.l4990 }`,
  )
  expect(output(found, 'x')).toMatchObject({ kind: 'unknown' })
  expect(output(found, 'y')).toBe('end')
})

test('blocks that Terraform does not know, and those that lack their labels, are passed over', () => {
  const found = configuration(`strange "block" "of" "labels" { a = 1 }
    resource "only_type" {}
    module {}
    variable {}
    check "health" { data "http" "x" {} }
    resource "t" "x" {}`)
  expect(found.resources.map(({ address }) => address)).toEqual(['t.x'])
})

test('calls without a source, or with one that is no text, are calls of what is not read', () => {
  const found = configuration(
    'variable "s" {}\nmodule "a" {}\nmodule "b" { source = var.s }\noutput "x" { value = [module.a.x, module.b[0].x] }',
  )
  expect(found.modules.length).toBe(2)
  expect(output(found, 'x')).toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }])
})

test('an empty tree and an empty file', () => {
  expect(configurations({})).toEqual([])
  expect(configuration('').resources).toEqual([])
})

test('code that costs more than it may is told, and what is left is not known', () => {
  const loops = Array.from(
    { length: 40 },
    (_, i) => `l${i} = length([for a in range(1000) : [for b in range(100) : a * b]])`,
  )
  const found = configuration(
    `locals {\n${loops.join('\n')}\n}\n${loops.map((_, i) => `output "o${i}" { value = local.l${i} }`).join('\n')}`,
  )
  expect(output(found, 'o39')).toMatchObject({ kind: 'unknown' })
  expect(found.problems.map(({ text }) => text)).toEqual([
    'This root module is too large to be evaluated in full.',
  ])
})
