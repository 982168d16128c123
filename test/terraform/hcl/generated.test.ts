import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { slice } from '../../../src/core/text.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import type { Expression, HclBody } from '../../../src/terraform/hcl/syntax.ts'
import { fileOf } from './read.ts'

beforeAll(loadGrammar)

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain }

const { value: plain } = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z_]{1,6}$/), tie('value'), { maxKeys: 4 }),
  ),
}))

/** As HCL; long texts as heredocs, where they can be. */
function written(value: Plain): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(written).join(',\n')}]`
  if (value === null || typeof value !== 'object') return String(value)
  return `{ ${Object.entries(value)
    .map(([key, item]) => `"${key}" = ${written(item)}`)
    .join('\n')} }`
}

function quoted(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/([$%])(?=\{)/g, '$1$1')
  return `"${escaped}"`
}

/** What a literal expression says. */
function meant(of: Expression): Plain {
  if (of.kind === 'literal') return of.value
  if (of.kind === 'tuple') return of.items.map(meant)
  if (of.kind !== 'object') throw new Error(of.kind)
  return Object.fromEntries(of.items.map(({ key, value }) => [String(meant(key)), meant(value)]))
}

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/).map((text) => `n_${text}`)
const attributes = fc.uniqueArray(fc.tuple(name, plain), { selector: ([key]) => key, maxLength: 4 })

test('literals are what was written, and places are where', () => {
  fc.assert(
    fc.property(attributes, fc.array(fc.tuple(name, attributes), { maxLength: 3 }), (top, blocks) => {
      const lines = (pairs: typeof top) => pairs.map(([key, value]) => `${key} = ${written(value)}`)
      const block = ([type, inside]: (typeof blocks)[number]) =>
        `${type} "ü😀" {\n${lines(inside).join(' # 😀\n')}\n}`
      const text = [...lines(top), ...blocks.map(block)].join('\n// é\n')
      const { body } = fileOf(text)
      expectBody(body, text, top)
      expect(body.blocks.map(({ range }) => slice(text, range))).toEqual(blocks.map(block))
      for (const [i, [, inside]] of blocks.entries()) {
        const made = body.blocks[i]
        if (made) expectBody(made.body, text, inside)
      }
    }),
  )
})

function expectBody(body: HclBody, text: string, pairs: readonly (readonly [string, Plain])[]): void {
  expect(body.attributes.map(({ name: key, value }) => [key, meant(value)])).toEqual(pairs)
  for (const [i, [key, value]] of pairs.entries()) {
    const attribute = body.attributes[i]
    expect(attribute && slice(text, attribute.range)).toBe(`${key} = ${written(value)}`)
    expect(attribute && slice(text, attribute.value.range)).toBe(written(value))
  }
}

test('JSON says the same as HCL', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const json = fileOf(JSON.stringify({ x: value }), 'a.tfvars.json').body.attributes[0]
      const hcl = fileOf(`x = ${written(value)}`, 'a.tfvars').body.attributes[0]
      expect(json && meant(json.value)).toEqual(hcl && meant(hcl.value))
    }),
  )
})

test('a template in JSON is its texts and values, in their places', () => {
  const piece = fc.oneof(
    name.map((value) => ({ value })),
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !/[\0$%]/.test(text)),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const template = pieces.map((each) => (typeof each === 'string' ? each : `\${${each.value}}`)).join('')
      const text = JSON.stringify({ locals: { x: template } })
      const value = fileOf(text, 'a.tf.json').body.blocks[0]?.body.attributes[0]?.value
      const parts =
        value?.kind === 'template' ? value.parts : [value?.kind === 'literal' ? value.value : null]
      const shown = parts.map((part) =>
        typeof part === 'object' && part?.kind === 'interpolation'
          ? `\${${slice(text, part.of.range)}}`
          : part,
      )
      expect(shown.join('')).toBe(template)
    }),
  )
})

test('a heredoc is its lines', () => {
  const line = fc.stringMatching(/^[ a-z"\\#${}]{0,12}$/).filter((text) => !/[$%]\{/.test(text))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const text = lines.map((each) => `${each}\n`).join('')
      const [x] = fileOf(`x = <<END\n${text}END\n`).body.attributes
      expect(x && meant(x.value)).toBe(text)
    }),
  )
})

test('whatever is read or refused, nothing is thrown', () => {
  const pieces = fc.constantFrom(
    'a',
    '=',
    '"',
    '${',
    '}',
    '{',
    '[',
    ']',
    '(',
    ')',
    '\n',
    '<<E\n',
    'E\n',
    '.',
    '*',
    ',',
    '1',
    '%{',
    'if ',
    'for ',
    '~',
    '#',
    '/*',
    '\\',
    '😀',
    '?',
    ':',
  )
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 40 }),
      fc.constantFrom('a.tf', 'a.tfvars', 'a.tf.json'),
      (all, path) => {
        try {
          fileOf(all.join(''), path)
        } catch (error) {
          expect(String(error)).toMatch(/^Error: (?:line \d+, column \d+: .|the file)/)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
