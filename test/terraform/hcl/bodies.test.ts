import { beforeAll, describe, expect, test } from 'vitest'
import { slice } from '../../../src/core/text.ts'
import { codeFileOf } from '../../../src/terraform/hcl/code-file.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { fileOf, refusal } from './read.ts'

beforeAll(loadGrammar)

const text = `# first
resource "aws_s3_bucket" lake {
  bucket = "lake" // here
  /* a block,
     on two lines */
  rule {
    days = 1
  }
}

locals { a = 1 }
`

test('blocks have their labels, headers and contents', () => {
  const { body } = fileOf(text)
  const [resource, locals] = body.blocks
  expect(resource).toMatchObject({ type: 'resource', labels: ['aws_s3_bucket', 'lake'] })
  expect(resource && slice(text, resource.header)).toBe('resource "aws_s3_bucket" lake')
  expect(resource && slice(text, resource.range)).toBe(
    text.slice(text.indexOf('resource'), text.indexOf('\n\nlocals')),
  )
  expect(resource?.body.blocks.map(({ type, labels }) => [type, labels])).toEqual([['rule', []]])
  expect(locals?.body.attributes.map(({ name }) => name)).toEqual(['a'])
})

test('comments come without their marks, in order', () => {
  expect(fileOf(text).comments.map((comment) => comment.text)).toEqual([
    'first',
    'here',
    'a block,\n     on two lines',
  ])
})

test('suppressions find blocks and attributes in the order of the text', () => {
  const { units } = codeFileOf(fileOf(text), text)
  expect(units.map(({ kind }) => kind)).toEqual(['block', 'block'])
  expect(units[0]?.units.map(({ kind, range }) => [kind, slice(text, range)])).toEqual([
    ['attribute', 'bucket = "lake"'],
    ['block', 'rule {\n    days = 1\n  }'],
  ])
})

describe('files that say nothing are read', () => {
  test.each(['', '\n', '\ufeff', '# only', '/* a */'])('%j', (each) => {
    expect(fileOf(each).body).toEqual({ attributes: [], blocks: [] })
  })
})

describe('refused', () => {
  test.each([
    ['a = 1\nb {}\na = 2\n', 'line 3, column 1: `a` is set twice'],
    ['b {\n  a = 1\n  a = 1\n}\n', 'line 3, column 3: `a` is set twice'],
    ['a = 1 b = 2\n', 'line 1, column 7: a new line is missing before this'],
    ['b { c = 1 d = 2 }', 'line 1, column 11: a new line is missing before this'],
    ['{ a = 1 }', 'line 1, column 1: `{` is not expected here'],
    ['b "${x}" {}', 'line 1, column 3: nothing can be put into a label'],
  ])('%j', (each, reason) => expect(refusal(each)).toEqual(reason))

  test('a block in a file of variables', () => {
    expect(refusal('a = 1\nb {}\n', 'x.tfvars')).toBe(
      'line 2, column 1: the block `b` is not expected in a file of variables',
    )
  })

  test('the same name in different blocks is not', () => {
    expect(refusal('a = 1\nb {\n  a = 1\n}\nb {\n  a = 1\n}\n')).toBeUndefined()
  })
})
