import { unknown, type Value } from '../../../core/terraform/value.ts'
import { failed, tooLarge } from '../failure.ts'
import { type Expression, expressionOf, type Found } from '../regex/expression.ts'
import { mostWeight } from '../weight.ts'
import { define, type Pure } from './define.ts'

export const regular: Readonly<Record<string, Pure>> = {
  regex: define(['text', 'text'], (pattern, text) =>
    withMatches(pattern, text, ([first], groups) =>
      first ? captured(first, groups) : failed('the pattern matches nothing'),
    ),
  ),
  regexall: define(['text', 'text'], (pattern, text) =>
    withMatches(pattern, text, (all, groups) => all.map((each) => captured(each, groups))),
  ),
  replace: define(['text', 'text', 'text'], replace),
}

type Groups = Expression['groups']

function withMatches(
  pattern: string,
  text: string,
  then: (found: readonly Found[], groups: Groups) => Value,
): Value {
  const expression = expressionOf(pattern)
  if (!expression) return unknown('the regular expression is not read')
  const found = expression.matches(text)
  return 'kind' in found ? found : then(found, expression.groups)
}

/** Without groups the whole match, with names a map, else a list. */
function captured({ texts: [whole = '', ...texts] }: Found, groups: Groups): Value {
  if (groups.length === 0) return whole
  const items = groups.map((_, i) => texts[i] ?? null)
  const named = groups.filter((name) => name !== undefined)
  if (named.length === 0) return items
  if (named.length < groups.length) return failed('some groups have names and others have none')
  return new Map(named.map((name, i) => [name, items[i] ?? null]))
}

/** What is looked for is a regular expression where it stands between slashes. */
function replace(text: string, what: string, by: string): Value {
  if (what.length < 2 || !what.startsWith('/') || !what.endsWith('/')) return replacePlain(text, what, by)
  return withMatches(what.slice(1, -1), text, (all, groups) => {
    const longest = all.length * (by.length + text.length)
    if (by.includes('$') ? longest > mostWeight : all.length * by.length > mostWeight) return tooLarge()
    const pieces: string[] = []
    let at = 0
    for (const found of all) {
      pieces.push(text.slice(at, found.start), expanded(by, found, groups))
      at = found.end
    }
    return pieces.join('') + text.slice(at)
  })
}

function replacePlain(text: string, what: string, by: string): Value {
  const between = what === '' ? ['', ...text, ''] : text.split(what)
  return between.length * by.length > mostWeight ? tooLarge() : between.join(by)
}

/** `$1`, `$name`, `${name}` and `$$`; a name is as long as it can be, and one that no group has is nothing. */
function expanded(by: string, { texts }: Found, groups: Groups): string {
  return by.replace(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar, name, braced) => {
    if (dollar) return '$'
    const key: string = name ?? braced
    const index = /^\d+$/.test(key) ? Number(key) : groups.indexOf(key) + 1 || -1
    return texts[index] ?? ''
  })
}
