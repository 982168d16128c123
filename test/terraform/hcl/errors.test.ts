import { beforeAll, describe, expect, test } from 'vitest'
import { firstError } from '../../../src/terraform/hcl/first-error.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { refusal } from './read.ts'

beforeAll(loadGrammar)

describe('a syntax error is where a person has to look', () => {
  test.each([
    ['b "c" {\n  x = \n  y = 1\n}\n', 'line 2, column 7: an expression is expected'],
    ['b "c" {\n  x = 1\n', 'line 1, column 7: this block is not closed'],
    ['b {\n}}\n', 'line 2, column 2: `}` is not expected here'],
    ['x = = 2\ny = 1\n', 'line 1, column 5: `=` is not expected here'],
    ['x = "abc\ny = 2\n', 'line 1, column 5: this text does not end on its line'],
    ['x = [1, 2\ny = 3\n', 'line 2, column 1: `y` is not expected here; `[` before it asks for `]`'],
    ['x = f(1, 2\n', 'line 1, column 6: `(` is not closed'],
    ['x = [1 2]\n', 'line 1, column 8: `2` is not expected here; `[` before it asks for `]`'],
    ['x = {\n  y = 1,,\n}\n', 'line 2, column 9: `,` is not expected here'],
    ['x = "\\q"\n', 'line 1, column 6: `\\q` is no escape'],
    ['x = "${y"\n', 'line 1, column 9: a text is not expected here; `${` before it asks for `}`'],
    ['x = <<E\n${y\nE\n', 'line 3, column 1: `E` is not expected here; `${` before it asks for `}`'],
    ['x.y = 1\n', 'line 1, column 2: `.` is not expected here'],
    ['<<<<<<< HEAD\nx = 1\n', 'line 1, column 1: `<` is not expected here'],
    ['x\n', 'line 1, column 2: `=` or `{` is missing'],
  ])('%j', (text, reason) => expect(refusal(text)).toBe(reason))
})

test('none is found in what is in order', () => {
  const text = `\ufeff/* 😀 */ x = [for k, v in a.*.b[*].c : "\${k}" if v > 1 ? true : !false] # end
b c "d" {
  y = { (a) : 1, b = f(g...), "c" = <<-E
    "\\q" $\${ \${ {a = 1}["a"] } %{ if a == 1 ~} x %{ else } %{ endif ~} E
    %{ for k, v in m } \${k} %{ endfor }
  E
    d = -1 }
}
z = provider::a::b(1,
  2) // end`
  expect(refusal(text)).toBeUndefined()
  expect(firstError(text)).toBeUndefined()
})
