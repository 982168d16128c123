import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprint, normalise } from '../../src/core/fingerprint.ts'
import { sha256 } from '../../src/core/sha256.ts'

const table = { kind: 'table', name: 'orders' } as const

test('the hash is SHA-256 of the UTF-16 units', () => {
  const node = (text: string) => createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex')
  for (let length = 0; length < 200; length++)
    expect(sha256('x'.repeat(length))).toBe(node('x'.repeat(length)))
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => sha256(text) === node(text)))
})

test('a fingerprint is 32 hex digits and depends on rule, subject kind, subject name and text', () => {
  const one = fingerprint('a/b', table, 'X')
  expect(one).toMatch(/^[0-9a-f]{32}$/)
  const others = [
    fingerprint('a/c', table, 'X'),
    fingerprint('a/b', { kind: 'view', name: 'orders' }, 'X'),
    fingerprint('a/b', { kind: 'table', name: 'order' }, 'X'),
    fingerprint('a/b', { kind: 'table', name: 'order' }, 'sX'),
    fingerprint('a/b', table, 'x'),
  ]
  expect(new Set([one, ...others]).size).toBe(6)
})

test('a hundred thousand different findings have different fingerprints', () => {
  const all = Array.from({ length: 100_000 }, (_, i) => fingerprint('a/b', table, `ALTER TABLE t${i}`))
  expect(new Set(all).size).toBe(100_000)
})

describe('normalised text', () => {
  test.each([
    ['DROP  TABLE\n\torders ;', 'DROP TABLE orders'],
    ['-- why\nDROP TABLE orders -- now\n', 'DROP TABLE orders'],
    ['DROP /* a /* nested */ comment */ TABLE orders', 'DROP TABLE orders'],
    ['CREATE TABLE t ( id  int , n numeric (10, 2) )', 'CREATE TABLE t(id int,n numeric(10,2))'],
    ["INSERT INTO t VALUES ('a  -- b', 'it''s')", "INSERT INTO t VALUES('a  -- b','it''s')"],
    ['SELECT "a  b" , `c  d`', 'SELECT "a  b",`c  d`'],
    ['DO $$ BEGIN  x; END $$ ;', 'DO $$ BEGIN  x; END $$'],
    ['SELECT $a$ $$ -- $a$  , 1', 'SELECT $a$ $$ -- $a$,1'],
    ["SELECT E'a\\'  -- b'  , 2", "SELECT E'a\\'  -- b',2"],
    ["SELECT 'a\\'  -- b'", "SELECT 'a\\'"],
    ['SELECT $1  + $2', 'SELECT $1 + $2'],
    ['/*!40101 SET  x */', '/*!40101 SET x */'],
    ['SELECT 1 /* open  -- ', 'SELECT 1 /* open  -- '],
    ["SELECT 'open  ", "SELECT 'open  "],
    ['', ''],
    [' ; ', ''],
  ])('%j becomes %j', (text, expected) => expect(normalise(text)).toBe(expected))

  test.each([
    ['DROP TABLE a', 'drop table a'],
    ["SELECT 'a b'", "SELECT 'a  b'"],
    ["SELECT 'a' 'b'", "SELECT 'a''b'"],
    ['SELECT a b', 'SELECT ab'],
    ['SELECT a - -b', 'SELECT a --b'],
  ])('%j and %j stay different', (one, other) => expect(normalise(one)).not.toBe(normalise(other)))

  test('white space and comments between tokens make no difference', () => {
    const token = fc.constantFrom(
      'ALTER',
      'TABLE',
      'orders',
      '(',
      ')',
      ',',
      "'a  b'",
      '"C  d"',
      '$$x  y$$',
      '12',
    )
    const gap = fc.constantFrom(' ', '\n', '\r\n', '\t ', ' -- it; (\n', ' /* , */ ', '/* a *//* b */')
    const tokens = fc.array(fc.tuple(token, gap, gap), { maxLength: 12 })
    fc.assert(
      fc.property(tokens, (list) => {
        const write = (choice: 1 | 2) => list.map((entry) => entry[0] + entry[choice]).join('')
        expect(normalise(write(1))).toBe(normalise(write(2)))
      }),
    )
  })

  test('normalising twice changes nothing more', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '(',
      ')',
      ';',
      ',',
      "'",
      '"',
      '\n',
      '--',
      '/*',
      '*/',
      '$$',
      'E',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        const once = normalise(pieces.join(''))
        fc.pre(!once.includes('/*') && !once.includes('--') && !once.endsWith(';'))
        expect(normalise(once).replace(/;+$/, '')).toBe(once)
      }),
    )
  })

  test.each([
    '/* '.repeat(100_000),
    "'".repeat(300_001),
    `E'${"\\'".repeat(150_000)}`,
    '$$ $a$ '.repeat(40_000),
    ' '.repeat(300_000),
    '$'.repeat(100_001),
    `${'$a'.repeat(50_000)}`,
  ])('hostile text of %#. kind is read in linear time', (text) => {
    const start = performance.now()
    normalise(text)
    expect(performance.now() - start).toBeLessThan(1500)
  })
})
