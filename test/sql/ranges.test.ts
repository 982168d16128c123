import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Range } from '../../src/core/text.ts'
import { read } from './read.ts'

const statements = fc.constantFrom(
  'SELECT 1',
  'SELECT \'é😀\', "ü".a AS "😀" FROM "ü" WHERE b IN (1, 2)',
  "INSERT INTO t (a) VALUES ('😀;'), ($$é;$$)",
  'CREATE TABLE "Ünï" (id int PRIMARY KEY, "é" text NOT NULL DEFAULT \'ñ\', CHECK ("é" <> \'😀\'))',
  'ALTER TABLE t ADD COLUMN "é" int, DROP COLUMN b',
  'DO $x$ BEGIN RAISE NOTICE \'😀\'; IF true THEN DROP TABLE "é"; END IF; END $x$',
  'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END',
  "COMMENT ON TABLE t IS 'ключ'",
  'SELEC é FROM',
)
const gaps = fc.constantFrom(
  ' ; ',
  ';\n',
  ";-- é; ' 😀\n",
  '; /* "😀; /* é */ $$ */ ',
  ';\r\n\t;',
  ';\u00a0'.slice(0, 1),
)

const sequence = fc.array(fc.tuple(statements, gaps), { minLength: 1, maxLength: 10 })

test('property: the slice of each statement is what was written, whatever stands around it', () => {
  fc.assert(
    fc.property(gaps, sequence, (lead, parts) => {
      const text = lead + parts.flat().join('')
      const outer = read(text).filter((statement) => statement.inside === undefined)
      expect(outer.map(({ range }) => text.slice(range.start, range.end))).toEqual(
        parts.map(([statement]) => statement),
      )
    }),
    { numRuns: 300 },
  )
})

test('property: a part lies within what holds it and begins and ends with a token', () => {
  fc.assert(
    fc.property(sequence, (parts) => {
      const text = parts.flat().join('')
      for (const statement of read(text)) check(statement, { start: 0, end: text.length }, text)
    }),
    { numRuns: 100 },
  )
})

function check(part: unknown, outer: Range, text: string): void {
  if (typeof part !== 'object' || part === null) return
  const range = 'range' in part ? (part.range as Range) : outer
  expect(range.start).toBeGreaterThanOrEqual(outer.start)
  expect(range.end).toBeLessThanOrEqual(outer.end)
  expect(text.slice(range.start, range.end)).toMatch(/^\S(?:[\s\S]*\S)?$/)
  for (const [key, inner] of Object.entries(part))
    if (key !== 'range' && key !== 'inside') check(inner, range, text)
}
