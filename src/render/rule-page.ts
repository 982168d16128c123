import type { Enforcement } from '../core/finding.ts'
import type { Example, Rule } from '../core/rule.ts'
import { code, fenced } from './escape.ts'
import { type ExamplePart, exampleNote, exampleParts, isOnCode, mergedParts } from './example-parts.ts'
import { compareText, enforcementsText } from './words.ts'

/** What the packs make of a rule, by the pack's name. */
export type PackEnforcements = Readonly<Record<string, Enforcement>>

/** The generated markdown page of a rule. A rule is our own text, so its `why` and `fix` are markdown as they stand. */
export function rulePage(rule: Rule, packs: PackEnforcements = {}): string {
  const blocks = [
    `# ${rule.title}`,
    facts(rule, packs),
    rule.why,
    '## Do instead',
    rule.fix,
    '## Examples',
    ...merged(rule),
    ...examples('### Reported', rule.examples.bad, rule),
    ...examples('### Not reported', rule.examples.good, rule),
    ...options(rule),
    '## Suppress',
    fenced(`${commentSign(rule)} sluice:ignore ${rule.id} until=YYYY-MM-DD reason="..."`, ''),
    ...also(rule),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** The generated list of rules, one table per domain. `page` gives the address of a rule's page. */
export function rulesPage(rules: readonly Rule[], page: (id: string) => string): string {
  const sorted = rules.toSorted((one, other) => compareText(one.id, other.id))
  const tables = [...Map.groupBy(sorted, ({ id }) => id.slice(0, id.indexOf('/')))].map(([domain, found]) => {
    const rows = found.map(
      (rule) => `| [${rule.id}](${page(rule.id)}) | ${rule.severity} | ${cell(rule.title)} |`,
    )
    return `## ${domain}\n\n| rule | severity | title |\n| --- | --- | --- |\n${rows.join('\n')}`
  })
  return `${['# Rules', ...tables].join('\n\n')}\n`
}

function facts(rule: Rule, packs: PackEnforcements): string {
  const rows = [
    ['id', code(rule.id)],
    ['severity', rule.severity],
    ['enforcement', enforcementsText(packs)],
    ['applies to', [...rule.languages, ...(rule.dialects ?? [])].join(', ')],
    ['tags', rule.tags.join(', ')],
    ['since', rule.since],
  ].filter(([, value]) => value)
  return `| | |\n| --- | --- |\n${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}`
}

function examples(heading: string, cases: readonly Example[], rule: Rule): string[] {
  return cases.length === 0 ? [] : [heading, ...cases.flatMap((example) => exampleBlocks(example, rule))]
}

/** What all examples share stands once, above them. */
function merged(rule: Rule): string[] {
  const { before } = rule.examples
  const parts = mergedParts(before, rule)
  if (parts.length === 0) return []
  const files =
    typeof before === 'string'
      ? parts.map(({ text, path }) => fenced(text, languageOf(path)))
      : parts.map(partBlock)
  const lead = isOnCode(rule)
    ? 'The examples change this code, which is merged already:'
    : 'The examples meet a database that these migrations, already merged, have made:'
  return [lead, ...files]
}

function exampleBlocks(example: Example, rule: Rule): string[] {
  const note = exampleNote(example)
  const parts = exampleParts(example, rule).map(partBlock)
  return note === undefined ? parts : [`${note}:`, ...parts]
}

function partBlock({ title, path, text }: ExamplePart): string {
  const block = text === '' ? '' : fenced(text, languageOf(path))
  if (title === undefined) return block
  return block === '' ? code(title) : `${code(title)}:\n\n${block}`
}

function options({ options = {} }: Rule): string[] {
  const rows = Object.entries(options).map(
    ([name, option]) =>
      `| ${code(name)} | ${code(JSON.stringify(option.default))} | ${cell(option.description)} |`,
  )
  return rows.length === 0
    ? []
    : [`## Options\n\n| option | default | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`]
}

function also({ aliases = [], references = [] }: Rule): string[] {
  return [
    ...(aliases.length > 0
      ? [`Suppressions written for these are honoured: ${aliases.map(code).join(', ')}.`]
      : []),
    ...(references.length > 0
      ? [`## Read more\n\n${references.map((address) => `- <${address}>`).join('\n')}`]
      : []),
  ]
}

function commentSign({ languages }: Rule): string {
  return languages.some((language) => /^(?:sql|migration|pull-request)/.test(language)) ? '--' : '#'
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}

function languageOf(path: string): string {
  return /\.(sql|ya?ml|rb|py|tf|json|xml)$/.exec(path)?.[1] ?? ''
}
