import { firstUnknown, isList, isMap, unknown, type Value } from '../../../core/terraform/value.ts'
import { numberText } from '../convert.ts'
import { derived, failed } from '../failure.ts'
import { sortedEntries } from '../order.ts'
import { yamlValue } from '../yaml.ts'
import { define, type Pure } from './define.ts'

export const yaml: Readonly<Record<string, Pure>> = {
  yamldecode: define(['text'], yamlValue),
  yamlencode: ([value]) => (value === undefined ? failed('an argument is missing') : encoded(value)),
}

/** YAML as Terraform writes it; unknown where it would fold or escape a text. */
function encoded(value: Value): Value {
  const open = firstUnknown(value)
  if (open) return derived(open)
  if (hasUnusualText(value)) return unknown('how YAML writes one of its texts is not known')
  const bare = typeof value === 'number' || typeof value === 'boolean' || value === null
  return `${[...linesOf(value), ...(bare ? ['...'] : [])].join('\n')}\n`
}

function hasUnusualText(value: Value): boolean {
  if (isList(value)) return value.some(hasUnusualText)
  if (isMap(value)) return [...value].some(([key, item]) => !isPlain(key) || hasUnusualText(item))
  return typeof value === 'string' && !isPlain(value) && !isBlock(value)
}

/** A text that stands in quotes on one line: long ones are folded at spaces. */
function isPlain(text: string): boolean {
  return /^[ -~\u00a1-\u00ac\u00ae-\u024f]*$/.test(text) && (text.length < 60 || !text.includes(' '))
}

/** A text of several lines, with at most one line end at its end. */
function isBlock(text: string): boolean {
  return /^[!-~][ -~\n]*[!-~]\n?$/.test(text) && text.includes('\n')
}

function linesOf(value: Value): readonly string[] {
  if (isList(value)) return value.length === 0 ? ['[]'] : value.flatMap(itemLines)
  if (isMap(value)) return value.size === 0 ? ['{}'] : sortedEntries(value).flatMap(entryLines)
  if (typeof value === 'number') return [numberText(value)]
  return typeof value === 'string' ? textLines(value) : [String(value)]
}

function itemLines(item: Value): readonly string[] {
  const [first = '', ...rest] = linesOf(item)
  // The lines of a block are indented already.
  return [`- ${first}`, ...(typeof item === 'string' ? rest : rest.map(indented))]
}

function entryLines([key, item]: readonly [string, Value]): readonly string[] {
  const [first = '', ...rest] = linesOf(item)
  const name = `${JSON.stringify(key)}:`
  if (isList(item) && item.length > 0) return [name, first, ...rest]
  if (isMap(item) && item.size > 0) return [name, indented(first), ...rest.map(indented)]
  return [`${name} ${first}`, ...rest]
}

function textLines(text: string): readonly string[] {
  if (isPlain(text)) return [JSON.stringify(text)]
  const clipped = text.endsWith('\n')
  return [
    clipped ? '|' : '|-',
    ...text
      .slice(0, clipped ? -1 : undefined)
      .split('\n')
      .map(indented),
  ]
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`
}
