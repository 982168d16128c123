import type { Example, Rule } from '../core/rule.ts'
import { cells, pad, wrap } from './columns.ts'
import { exampleNote, exampleParts, mergedParts } from './example-parts.ts'
import { paint } from './paint.ts'
import { commentSign, type PackEnforcements } from './rule-page.ts'
import { compareText, enforcementsText } from './words.ts'

export interface RuleTextOptions {
  readonly width?: number
  readonly colour?: boolean
  /** What the packs make of the rule, by name. */
  readonly packs?: PackEnforcements
}

/** A rule for a person at a terminal: `sluice explain`. Ends with a line feed. */
export function ruleText(
  rule: Rule,
  { width = 100, colour = false, packs = {} }: RuleTextOptions = {},
): string {
  const { bold, dim } = paint(colour)
  const room = Math.max(50, width) - 2
  const facts = [
    ['severity', rule.severity],
    ['enforcement', enforcementsText(packs)],
    ['applies to', [...rule.languages, ...(rule.dialects ?? [])].join(', ')],
    ['tags', rule.tags.join(', ')],
    ['since', rule.since],
    ['also known as', (rule.aliases ?? []).join(', ')],
    ['read more', (rule.references ?? []).join(' ')],
  ].filter(([, value]) => value)
  const sections = [
    [bold(rule.id), ...wrap(rule.title, room)],
    wrapAll(rule.why, room),
    [bold('Do instead'), ...wrapAll(rule.fix, room)],
    ...merged(rule, bold('Already merged')),
    ...examples(bold('Reported'), rule.examples.bad, rule),
    ...examples(bold('Not reported'), rule.examples.good, rule),
    optionLines(rule, bold),
    facts.map(([label = '', value = '']) => `${dim(pad(label, 14))}${value}`),
    [dim(`${commentSign(rule)} sluice:ignore ${rule.id} until=YYYY-MM-DD reason="..."`)],
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `  ${line}`.trimEnd()).join('\n'))
    .join('\n\n')}\n`
}

/** The rules as columns: id, severity, title; an empty line between domains. Ends with a line feed. */
export function rulesTable(
  rules: readonly Rule[],
  { width = 100, colour = false }: RuleTextOptions = {},
): string {
  const { dim } = paint(colour)
  const sorted = rules.toSorted((one, other) => compareText(one.id, other.id))
  const column = Math.max(4, ...sorted.map(({ id }) => cells(id))) + 2
  const room = Math.max(20, width - column - 10)
  const domainOf = (id: string | undefined) => id?.split('/')[0]
  const rows = sorted.flatMap(({ id, severity, title }, i) => {
    const [first = '', ...rest] = wrap(title, room)
    const lead = `${pad(id, column)}${pad(severity, 10)}`
    const isNext = i > 0 && domainOf(sorted[i - 1]?.id) !== domainOf(id)
    return [...(isNext ? [''] : []), lead + first, ...rest.map((line) => ' '.repeat(column + 10) + line)]
  })
  return `${[dim(`${pad('rule', column)}${pad('severity', 10)}title`), ...rows].join('\n')}\n`
}

/** Lines of a list hang under their text, not under their number; what stands between fences is code, set in as it is. */
function wrapAll(text: string, width: number): string[] {
  let inCode = false
  return text.split('\n').flatMap((line) => {
    if (/^\s*```/.test(line)) {
      inCode = !inCode
      return []
    }
    if (inCode) return indented(line)
    const hang = /^(?:\d+\.|-) /.exec(line)?.[0].length ?? 0
    return wrap(line, width - hang).map((part, i) => (i === 0 ? part : ' '.repeat(hang) + part))
  })
}

function merged(rule: Rule, heading: string): string[][] {
  const { before } = rule.examples
  const lines = mergedParts(before, rule).flatMap(({ title, text }) => [
    ...(typeof before === 'string' ? [] : [`  ${title}`]),
    ...indented(text),
  ])
  return lines.length === 0 ? [] : [[heading, ...lines]]
}

function examples(heading: string, cases: readonly Example[], rule: Rule): string[][] {
  return cases.map((example, i) => {
    const note = exampleNote(example)
    const parts = exampleParts(example, rule).flatMap(({ title, text }) => [
      ...(title === undefined ? [] : [`  ${title}`]),
      ...(text === '' ? [] : indented(text)),
    ])
    return [...(i === 0 ? [heading] : []), ...(note === undefined ? [] : [`  ${note}:`]), ...parts]
  })
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}

function optionLines({ options = {} }: Rule, bold: (text: string) => string): string[] {
  const lines = Object.entries(options).map(
    ([name, { description, default: value }]) => `${name} = ${JSON.stringify(value)}: ${description}`,
  )
  return lines.length === 0 ? [] : [bold('Options'), ...lines]
}
