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

/** The generated list of rules, one table per domain, of a large one several. `page` gives the address of a rule's page. */
export function rulesPage(rules: readonly Rule[], page: (id: string) => string): string {
  const sorted = rules.toSorted((one, other) => compareText(one.id, other.id))
  const domains = [...Map.groupBy(sorted, ({ id }) => id.slice(0, id.indexOf('/')))]
  const contents = domains.map(([domain, { length }]) => `- [${domain}](#${domain}): ${length}`)
  const tables = domains.map(([domain, found]) => `## ${domain}\n\n${domainTables(found, page)}`)
  return `${['# Rules', contents.join('\n'), ...tables].join('\n\n')}\n`
}

const largestTable = 60
const smallestGroup = 4

/** A large domain is divided by the first word of its rules' names; what is rare stands together at the end. */
function domainTables(rules: readonly Rule[], page: (id: string) => string): string {
  if (rules.length <= largestTable) return table(rules, page)
  const families = [...Map.groupBy(rules, ({ id }) => /\/(\w+)/.exec(id)?.[1] ?? '')]
  const isLarge = ([, { length }]: (typeof families)[number]) => length >= smallestGroup
  const large = families.filter(isLarge)
  const rest = families.filter((family) => !isLarge(family)).flatMap(([, found]) => found)
  const groups = [...large, ...(rest.length > 0 ? [['others', rest] as const] : [])]
  return groups.map(([name, found]) => `### ${name}\n\n${table(found, page)}`).join('\n\n')
}

function table(rules: readonly Rule[], page: (id: string) => string): string {
  const rows = rules.map(
    ({ id, severity, title }) => `| [${id}](${page(id)}) | ${severity} | ${cell(title)} |`,
  )
  return `| rule | severity | title |\n| --- | --- | --- |\n${rows.join('\n')}`
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
    ? 'The examples change this code:'
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
  const isFile = path !== '' && title.startsWith(path)
  const name = isFile ? code(title) : title.replace(/^./, (first) => first.toUpperCase())
  return block === '' ? name : `${name}:\n\n${block}`
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

/** What begins a comment in the files that the rule reads. */
export function commentSign({ languages }: Rule): string {
  return languages.some((language) => /^(?:sql|migration|pull-request)/.test(language)) ? '--' : '#'
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}

function languageOf(path: string): string {
  const ending = /\.(sql|ya?ml|rb|py|tf|tofu|tfvars|json|xml)$/.exec(path)?.[1] ?? ''
  return /^t(?:f|ofu|fvars)$/.test(ending) ? 'hcl' : ending
}
