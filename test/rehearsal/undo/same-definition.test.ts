import { expect, test } from 'vitest'
import { isSameDefinition } from '../../../src/rehearsal/undo/same-definition.ts'

const of = (body: string, language = 'plpgsql') => ({
  object: 'function',
  name: 'public.f()',
  definition: `CREATE OR REPLACE FUNCTION public.f()\n RETURNS integer\n LANGUAGE ${language}\nAS $function$${body}$function$`,
  within: [],
})
const isSame = (one: string, other: string, language?: string) =>
  isSameDefinition(of(one, language), of(other, language))

test.each([
  ['BEGIN RETURN 1; END', '\n  BEGIN\n\tRETURN 1;\n  END\n'],
  ['BEGIN -- it’s one\n RETURN 1; END', 'BEGIN   -- it’s one  \n\n RETURN 1;\nEND'],
  ["BEGIN -- it's\n RETURN length('a  b'); END", "BEGIN\n-- it's\n RETURN length('a  b'); END"],
])('white space between words means nothing: %j', (one, other) => {
  expect(isSame(one, other)).toBe(true)
})

test.each([
  ['another word', 'BEGIN RETURN 1; END', 'BEGIN RETURN 2; END'],
  ['a text', "BEGIN RETURN length('a  b'); END", "BEGIN RETURN length('a b'); END"],
  [
    'a text after a comment',
    "BEGIN -- it's\n RETURN length('a  b'); END",
    "BEGIN -- it's\n RETURN length('a b'); END",
  ],
  ['a text with an escape', "BEGIN RETURN length(E'\\'  b'); END", "BEGIN RETURN length(E'\\' b'); END"],
  ['a text in dollars', 'BEGIN RETURN length($a$x  y$a$); END', 'BEGIN RETURN length($a$x y$a$); END'],
  ['a name', 'BEGIN RETURN "a  b"; END', 'BEGIN RETURN "a b"; END'],
  ['the end of a comment', 'BEGIN -- one\n RETURN 1; END', 'BEGIN -- one RETURN 1; END'],
])('it means something in %s', (_, one, other) => {
  expect(isSame(one, other)).toBe(false)
})

test('it means something in a language that is set out by lines', () => {
  expect(isSame('if x:\n  y()\nz()', 'if x:\n  y()\n  z()', 'plpython3u')).toBe(false)
})
