import { expect, test } from 'vitest'
import { attribute, configurations, type Texts, textAt } from './tree.ts'

function via(texts: Texts, address = 't.x', name = 'a'): readonly string[] {
  const [found] = configurations(texts)
  return found ? attribute(found, address, name).via.map((place) => textAt(texts, place)) : []
}

const main = (a: string, more = '') => ({ 'main.tf': `${more}\nresource "t" "x" { a = ${a} }` })

test('a value written in its place came through nothing', () => {
  expect(via(main('"here"'))).toEqual([])
  expect(via(main('[var.x]', 'variable "x" { default = 1 }'))).toEqual([])
})

test('a default, a local, a line of a file of variables', () => {
  expect(via(main('var.x', 'variable "x" { default = 1 }'))).toEqual(['main.tf: default = 1'])
  expect(via(main('local.x', 'locals { x = 1 }'))).toEqual(['main.tf: x = 1'])
  expect(via({ ...main('"${var.x}"', 'variable "x" { default = 1 }'), 'prod.tfvars': 'x = 2' })).toEqual([
    'prod.tfvars: x = 2',
  ])
  expect(via(main('var.x', 'variable "x" {}'))).toEqual([])
})

test('inside an object the line of its key', () => {
  const locals = 'locals {\n sizes = {\n big = { nodes = 9 }\n small = { nodes = 1 }\n }\n}'
  expect(via(main('local.sizes["big"].nodes', locals))).toEqual(['main.tf: nodes = 9'])
  expect(via(main('local.all[1]', 'locals { all = [4, 5] }'))).toEqual(['main.tf: 5'])
})

test('each.value leads to the element of for_each', () => {
  const texts = {
    'main.tf':
      'resource "t" "x" {\n for_each = local.zones\n a = each.value.days\n}\nlocals { zones = { raw = { days = 3 } } }',
  }
  expect(via(texts, 't.x["raw"]')).toEqual(['main.tf: for_each = local.zones', 'main.tf: days = 3'])
})

test('an output leads into the module it comes from, and to what that was given', () => {
  const texts = {
    ...main('module.m.size', 'module "m" {\n source = "./m"\n size = 7\n}'),
    'm/main.tf': 'variable "size" {}\noutput "size" { value = var.size }',
  }
  expect(via(texts)).toEqual(['m/main.tf: value = var.size', 'main.tf: size = 7'])
})

test('locals in a circle end', () => {
  expect(via(main('local.a', 'locals {\n a = local.b\n b = local.a\n}')).length).toBeLessThanOrEqual(64)
})
