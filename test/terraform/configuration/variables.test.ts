import { describe, expect, test } from 'vitest'
import { configuration, configurations, output, textAt } from './tree.ts'

const shown = 'output "x" { value = var.x }'

test('a variable has its default, or no value that is known', () => {
  expect(output(configuration(`variable "x" { default = "a" }\n${shown}`), 'x')).toBe('a')
  const texts = { 'main.tf': `variable "x" {}\n${shown}` }
  const unknown = output(configuration(texts), 'x')
  expect(unknown).toMatchObject({ kind: 'unknown', because: [{ text: 'var.x has no value here' }] })
})

test('automatic files of variables count in their order', () => {
  const texts = {
    'main.tf': `variable "x" {}\n${shown}`,
    'terraform.tfvars': 'x = "terraform"',
    'a.auto.tfvars': 'x = "a"',
    'b.auto.tfvars.json': '{"x": "b"}',
  }
  expect(output(configuration(texts), 'x')).toBe('b')
  expect(output(configuration({ ...texts, 'b.auto.tfvars.json': '{}' }), 'x')).toBe('a')
  expect(output(configuration({ 'main.tf': texts['main.tf'], 'terraform.tfvars': 'x = 1' }), 'x')).toBe(1)
})

test('each named file of variables makes an evaluation, over the automatic ones', () => {
  const found = configurations({
    'main.tf': `variable "x" { default = "none" }\nvariable "y" { default = "none" }\n${shown}\noutput "y" { value = var.y }`,
    'terraform.tfvars': 'x = "auto"\ny = "auto"',
    'env/dev.tfvars': 'x = "dev"',
    'env/prod.tfvars': 'x = "prod"',
    'env/else.tfvars': 'z = "of something else"',
  })
  expect(found.map((each) => [each.variables, output(each, 'x'), output(each, 'y')])).toEqual([
    ['env/dev.tfvars', 'dev', 'auto'],
    ['env/prod.tfvars', 'prod', 'auto'],
  ])
  expect(found[0]?.paths).toEqual(['env/dev.tfvars', 'main.tf', 'terraform.tfvars'])
})

test('a file of variables in a folder with code of its own belongs to that code', () => {
  const found = configurations({
    'main.tf': `variable "x" { default = 1 }\n${shown}`,
    'prod/main.tf': `variable "x" {}\n${shown}`,
    'prod/prod.tfvars': 'x = 2',
  })
  expect(found.map((each) => [each.root, each.variables, output(each, 'x')])).toEqual([
    ['', undefined, 1],
    ['prod', 'prod/prod.tfvars', 2],
  ])
})

test('more than eight named files are told, not taken', () => {
  const files = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`env/${i}.tfvars`, `x = ${i}`]))
  const found = configurations({ 'main.tf': 'variable "x" {}', ...files })
  expect(found.length).toBe(8)
  expect(found[0]?.problems.map(({ place }) => place.path)).toEqual(['env/8.tfvars', 'env/9.tfvars'])
})

test('where an automatic file cannot be read, no default is taken for the value', () => {
  const found = configuration({
    'main.tf': `variable "x" { default = 1 }\n${shown}`,
    'terraform.tfvars': 'x = = 2',
  })
  expect(output(found, 'x')).toMatchObject({
    because: [{ text: 'var.x may be set in terraform.tfvars, which could not be read' }],
  })
  expect(found.problems.length).toBe(1)
})

test('inputs say where they were set, by a file or not at all', () => {
  const texts = { 'main.tf': 'variable "x" {}\nvariable "y" { default = 1 }', 'terraform.tfvars': 'x = 5' }
  const [x, y] = configuration(texts).inputs
  expect(x?.setAt && textAt(texts, x.setAt)).toBe('terraform.tfvars: x = 5')
  expect(y?.setAt).toBeUndefined()
  expect([x?.value, y?.value]).toEqual([5, 1])
})

describe('types', () => {
  const typed = (type: string, given: string) =>
    output(
      configuration({
        'main.tf': `module "m" {\n source = "./m"\n x = ${given}\n}\noutput "x" { value = module.m.x }`,
        'm/main.tf': `variable "x" { type = ${type} }\n${shown}`,
      }),
      'x',
    )

  test.each([
    ['number', '"5"', 5],
    ['string', '5', '5'],
    ['string', 'true', 'true'],
    ['bool', '"true"', true],
    ['list(number)', '["1", 2]', [1, 2]],
    ['set(string)', '["b", "a", "b"]', ['a', 'b']],
    ['any', '["b", 1]', ['b', 1]],
    ['tuple([string, number])', '[1, "2"]', ['1', 2]],
  ])('%s of %s', (type, given, expected) => {
    expect(typed(type, given)).toEqual(expected)
  })

  test('maps convert their values', () => {
    expect(typed('map(string)', '{ a = 1 }')).toEqual(new Map([['a', '1']]))
  })

  test('optional attributes are filled in, at any depth, and others left out', () => {
    const type =
      'object({ a = string, b = optional(number, 7), c = optional(object({ d = optional(bool, true) }), {}), e = optional(string) })'
    expect(typed(type, '{ a = "a", z = "z" }')).toEqual(
      new Map<string, unknown>([
        ['a', 'a'],
        ['b', 7],
        ['c', new Map([['d', true]])],
        ['e', null],
      ]),
    )
  })

  test.each([
    ['number', '"five"'],
    ['list(string)', '"a"'],
    ['object({ a = string })', '{}'],
  ])('what does not fit is not known: %s of %s', (type, given) => {
    expect(typed(type, given)).toMatchObject({ kind: 'unknown' })
  })

  test('null takes the default only where null is refused', () => {
    const nulled = (nullable: string) =>
      output(
        configuration({
          'main.tf': 'module "m" {\n source = "./m"\n x = null\n}\noutput "x" { value = module.m.x }',
          'm/main.tf': `variable "x" {\n default = 1\n ${nullable}\n}\n${shown}`,
        }),
        'x',
      )
    expect(nulled('nullable = false')).toBe(1)
    expect(nulled('')).toBe(null)
  })
})
