import { beforeAll, describe, expect, test } from 'vitest'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import type { Expression, TemplatePart } from '../../../src/terraform/hcl/syntax.ts'
import { expressionOf, sketch } from './read.ts'

beforeAll(loadGrammar)

/** Parts in one line: what is put in between `<` and `>`. */
function shown(of: Expression): string {
  return of.kind === 'template' ? of.parts.map(shownPart).join('') : `literal ${sketch(of)}`
}

function shownPart(part: TemplatePart): string {
  if (typeof part === 'string') return part
  const inside = (parts: readonly TemplatePart[]) => parts.map(shownPart).join('')
  if (part.kind === 'interpolation') return `<${sketch(part.of)}>`
  if (part.kind === 'if') {
    return `<if ${sketch(part.condition)}: ${inside(part.then)} else: ${inside(part.otherwise)}>`
  }
  return `<for ${part.keyName ?? ''} ${part.valueName} in ${sketch(part.over)}: ${inside(part.body)}>`
}

describe('quoted', () => {
  test.each([
    ['""', 'literal ""'],
    ['" a "', 'literal " a "'],
    ['"a\\n\\t\\"\\\\\\u00e9\\U0001f600"', `literal ${JSON.stringify('a\n\t"\\é😀')}`],
    ['"$${a} %%{b} $ % $$ # // é"', 'literal "${a} %{b} $ % $$ # // é"'],
    ['"$$${a} $$$${a} %%%{a}"', 'literal "$${a} $$${a} %%{a}"'],
    ['"${a}"', '<a>'],
    ['" ${a} "', ' <a> '],
    ['"x ${~ a ~} y"', 'x<a>y'],
    ['"${"a${b}c"}"', '<template>'],
    ['"%{ if a }1%{ else }2%{ endif }"', '<if a: 1 else: 2>'],
    ['"%{ if a }1%{ endif }!"', '<if a: 1 else: >!'],
    ['"%{ for k, v in m }${k}%{ if v },%{ endif }%{ endfor }"', '<for k v in m: <k><if v: , else: >>'],
    ['"a %{~ for v in m ~} ${v} %{~ endfor ~} b"', 'a<for  v in m: <v>>b'],
  ])('%s', (code, expected) => expect(shown(expressionOf(code))).toBe(expected))
})

describe('heredocs', () => {
  test.each([
    ['the last line break belongs to it', '<<EOT\na\n b\nEOT', 'literal "a\\n b\\n"'],
    ['empty', '<<EOT\nEOT', 'literal ""'],
    ['one empty line', '<<EOT\n\nEOT', 'literal "\\n"'],
    ['nothing is an escape but a doubled mark', '<<E\n\\n "$${a}"\nE', 'literal "\\\\n \\"${a}\\"\\n"'],
    ['no comments', '<<E\n# a\n// b\n/* c */\nE', 'literal "# a\\n// b\\n/* c */\\n"'],
    ['indentation stays', '<<E\n    a\n  b\n  E', 'literal "    a\\n  b\\n"'],
    ['indentation goes', '<<-E\n    a\n  b\n  E', 'literal "  a\\nb\\n"'],
    ['blank lines have none', '<<-E\n    a\n\n   \n    b\n    E', 'literal "a\\n\\n   \\nb\\n"'],
    ['the end of the indentation may be put in', '<<-E\n    ${a}\n      b\n  E', '<a>\n  b\n'],
    ['a value at the start of a line has none', '<<-E\n    a\n${b}\n  E', '    a\n<b>\n'],
    [
      'a line behind a ~ is none of its own',
      '<<-E\n  %{ if a ~}\n    b\n  %{ endif ~}\n  E',
      '<if a:     b\n else: >',
    ],
    ['lines may end in CRLF', '<<E\r\na\r\nE\r', 'literal "a\\r\\n"'],
    ['words that begin like the end', '<<E\nEE\n Ex\nE x\nE', 'literal "EE\\n Ex\\nE x\\n"'],
  ])('%s', (_, code, expected) => expect(shown(expressionOf(code))).toBe(expected))
})
