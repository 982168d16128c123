import type { Value } from '../../../core/terraform/value.ts'
import { characters } from '../characters.ts'
import { failed, tooLarge } from '../failure.ts'
import { byText } from '../order.ts'
import { joinTexts } from '../text.ts'
import { mostWeight } from '../weight.ts'
import { define, type Pure } from './define.ts'

export const strings: Readonly<Record<string, Pure>> = {
  chomp: define(['text'], (text) => withoutLineEnds(text)),
  endswith: define(['text', 'text'], (text, end) => text.endsWith(end)),
  indent: define(['whole', 'text'], indent),
  join: define(['text'], join, 'list'),
  lower: define(['text'], (text) => eachCharacter(text, (character) => character.toLowerCase())),
  sort: define(['texts'], (texts) => texts.toSorted(byText)),
  split: define(['text', 'text'], (separator, text) =>
    separator === '' ? [...text] : text.split(separator),
  ),
  startswith: define(['text', 'text'], (text, start) => text.startsWith(start)),
  strcontains: define(['text', 'text'], (text, part) => text.includes(part)),
  strrev: define(['text'], (text) => inCharacters(text, (all) => all.toReversed().join(''))),
  substr: define(['text', 'whole', 'whole'], substring),
  title: define(['text'], (text) =>
    text.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, (letter) =>
      eachCharacter(letter, (each) => each.toUpperCase()),
    ),
  ),
  trim: define(['text', 'text'], (text, cutset) => {
    const cut = new Set(cutset)
    const all = [...text]
    const start = all.findIndex((character) => !cut.has(character))
    return start < 0
      ? ''
      : all.slice(start, all.findLastIndex((character) => !cut.has(character)) + 1).join('')
  }),
  trimprefix: define(['text', 'text'], (text, start) =>
    text.startsWith(start) ? text.slice(start.length) : text,
  ),
  trimspace: define(['text'], (text) => text.trim()),
  trimsuffix: define(['text', 'text'], (text, end) =>
    end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text,
  ),
  upper: define(['text'], (text) => eachCharacter(text, (character) => character.toUpperCase())),
}

function join(separator: string, ...lists: (readonly Value[])[]): Value {
  const items = lists.flat()
  if (items.length * separator.length > mostWeight) return tooLarge()
  return joinTexts(items.flatMap((item, i) => (i === 0 ? [item] : [separator, item])))
}

function indent(spaces: number, text: string): Value {
  const lines = text.split('\n')
  if (spaces < 0) return failed('an indentation is negative')
  if (lines.length * spaces > mostWeight) return tooLarge()
  return lines.join(`\n${' '.repeat(spaces)}`)
}

function substring(text: string, offset: number, length: number): Value {
  return inCharacters(text, (all) => {
    const start = offset < 0 ? Math.max(0, all.length + offset) : offset
    return all.slice(start, length < 0 ? undefined : start + length).join('')
  })
}

function inCharacters(text: string, then: (all: readonly string[]) => Value): Value {
  const all = characters(text)
  return 'kind' in all ? all : then(all)
}

/** Changes single characters only, as Go does: never one into two. */
function eachCharacter(text: string, change: (character: string) => string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return change(text)
  return Array.from(text, (character) => {
    const changed = change(character)
    return [...changed].length === 1 ? changed : character
  }).join('')
}

function withoutLineEnds(text: string): string {
  let end = text.length
  while (end > 0 && '\r\n'.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}
