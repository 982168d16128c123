import { expect, test } from 'vitest'
import { blocksAt } from '../../../src/core/terraform/read.ts'
import { configuration, resource, value } from './tree.ts'

const group = (blocks: string, more = '') =>
  resource(
    configuration(`${more}\nresource "aws_security_group" "g" {\n${blocks}\n}`),
    'aws_security_group.g',
  )

test('a dynamic block is one block for each element, in order', () => {
  const { blocks } = blocksAt(
    group(
      'dynamic "ingress" {\n for_each = { b = 443, a = 80 }\n content {\n port = ingress.value\n name = ingress.key\n }\n}',
    ),
    'ingress',
  )
  expect(
    blocks.map(({ attributes }) => [attributes.get('name')?.value, attributes.get('port')?.value]),
  ).toEqual([
    ['a', 80],
    ['b', 443],
  ])
})

test('the iterator may have another name, labels too, and blocks nest', () => {
  const found = group(`dynamic "rule" {
      for_each = ["x"]
      iterator = outer
      labels = ["label-\${outer.value}"]
      content {
        dynamic "inner" {
          for_each = [1, 2]
          content { text = "\${outer.value}\${inner.value}" }
        }
      }
    }`)
  expect(found.blocks[0]?.labels).toEqual(['label-x'])
  const { blocks } = blocksAt(found, 'rule.inner')
  expect(blocks.map(({ attributes }) => attributes.get('text')?.value)).toEqual(['x1', 'x2'])
})

test('no elements are no blocks, and that is known', () => {
  const found = group('dynamic "logging" {\n for_each = []\n content { enabled = true }\n}')
  expect(blocksAt(found, 'logging')).toEqual({ blocks: [] })
})

test('elements that are not known leave open which blocks there are', () => {
  const code = 'dynamic "logging" {\n for_each = var.x\n content { enabled = true }\n}'
  const found = group(code, 'variable "x" {}')
  expect(blocksAt(found, 'logging').open).toMatchObject({ because: [{ text: 'var.x has no value here' }] })
  expect(found.open.has('ingress')).toBe(false)
})

test('each element has its own each, of the resource around it', () => {
  const found = configuration(`resource "t" "x" {
      for_each = { a = [1], b = [] }
      dynamic "part" {
        for_each = each.value
        content { of = "\${each.key}\${part.value}" }
      }
    }`)
  expect(value(found, 't.x["a"]', 'part.of')).toBe('a1')
  expect(resource(found, 't.x["b"]').blocks).toEqual([])
})

test('dynamic blocks of JSON are expanded like those of HCL', () => {
  const rule = { for_each: [5, 6], content: { size: '${rule.value}' } }
  const text = JSON.stringify({ resource: { t: { x: { dynamic: { rule } } } } })
  const { blocks } = blocksAt(resource(configuration({ 'main.tf.json': text }), 't.x'), 'rule')
  expect(blocks.map(({ attributes }) => attributes.get('size')?.value)).toEqual([5, 6])
})

test('more elements than the limit are told and leave the type open', () => {
  const found = configuration(
    'resource "t" "x" {\n dynamic "p" {\n for_each = range(1001)\n content {}\n }\n}',
  )
  expect(resource(found, 't.x').open.has('p')).toBe(true)
  expect(found.problems.length).toBe(1)
})
