import type { Change, ChangeKind } from './change.ts'
import { notEvaluated } from './enforcement.ts'
import { type Finding, type Subject, severities } from './finding.ts'
import { lastPart, quote } from './name.ts'
import { andList } from './near-names.ts'
import type { FileCoverage, Risk } from './report.ts'
import { type Statistics, sizeText, type TableStatistics, weightOf } from './statistics.ts'

export interface RiskInput {
  readonly changes: readonly Change[]
  readonly findings: readonly (Pick<
    Finding,
    'ruleId' | 'severity' | 'weight' | 'status' | 'subject' | 'origin'
  > &
    Partial<Pick<Finding, 'message' | 'evidence'>>)[]
  readonly coverage: readonly FileCoverage[]
  readonly statistics?: Statistics
}

/**
 * How much can go wrong when this is merged, from facts alone. Suppressed findings count: a comment does not make a change safer.
 * Findings of light weight count one step less, those that a plan states one step more, as they are what will happen; those of a model do
 * not count.
 *
 * high    data goes (table, schema, column, model, a resource that holds data), a protection goes, rows of a large table are written,
 *         a critical finding, a high finding on a large table
 * medium  a type, name, nullability, constraint, index, view, type or grant that others may rely on changes, a test goes, rows are written,
 *         a large table is touched, a high finding, a file that was not read, more than 25 changes
 * low     everything else (what is done to objects this pull request itself makes is no change: see pipeline/changes)
 */
export function riskOf(input: RiskInput): Risk {
  const changes = input.changes.filter((change) => !isNewView(change) && !isReplaceable(change))
  const facts = [
    ...destructive(changes, input.statistics),
    ...onLargeTables(changes, input.statistics),
    ...fromFindings(input),
    ...unread(input.coverage),
    ...manyChanges(input.changes.length),
  ]
  const level = levels.find((candidate) => facts.some((fact) => fact.level === candidate))
  if (!level) return { level: 'low', reasons: [quiet(input.changes.length)] }
  return {
    level,
    reasons: facts
      .filter((fact) => fact.level === level)
      .slice(0, 3)
      .map(({ text }) => text),
  }
}

/** Nobody relies on a view yet that this change creates. */
function isNewView({ kind, before }: Change): boolean {
  return kind === 'view-changed' && before === undefined
}

/** A resource that holds nothing is made anew without loss. */
function isReplaceable({ kind, before, after }: Change): boolean {
  return kind.startsWith('resource-') && (before ?? after)?.holdsData === false
}

interface Fact {
  readonly level: 'high' | 'medium'
  readonly text: string
}

const levels = ['high', 'medium'] as const

/** What each kind of change means for those who rely on the data, gravest first. */
const table: Partial<
  Record<ChangeKind, readonly [level: Fact['level'], verb: string, one: string, many: string]>
> = {
  'schema-dropped': ['high', 'Drops', 'schema', 'schemas'],
  'table-dropped': ['high', 'Drops', 'table', 'tables'],
  'table-replaced': ['high', 'Replaces', 'table', 'tables'],
  'column-dropped': ['high', 'Drops', 'column', 'columns'],
  'protection-removed': ['high', 'Removes protection of', '', ''],
  'resource-destroyed': ['high', 'Destroys', '', ''],
  'resource-replaced': ['high', 'Replaces', '', ''],
  'model-removed': ['high', 'Removes', 'model', 'models'],
  'resource-forgotten': ['medium', 'No longer manages', '', ''],
  'table-renamed': ['medium', 'Renames', 'table', 'tables'],
  'column-renamed': ['medium', 'Renames', 'column', 'columns'],
  'column-type-changed': ['medium', 'Changes the type of', '', ''],
  'column-nullability-changed': ['medium', 'Changes whether nulls are allowed in', '', ''],
  'type-dropped': ['medium', 'Drops', 'type', 'types'],
  'type-changed': ['medium', 'Changes', 'type', 'types'],
  'rows-written': ['medium', 'Writes rows of', '', ''],
  'constraint-dropped': ['medium', 'Drops', 'constraint', 'constraints'],
  'index-dropped': ['medium', 'Drops', 'index', 'indexes'],
  'view-changed': ['medium', 'Changes', 'view', 'views'],
  'grant-added': ['medium', 'Grants access to', '', ''],
  'grant-removed': ['medium', 'Takes access to', '', ''],
  'model-shape-changed': ['medium', 'Changes the columns of', '', ''],
  'model-rows-changed': ['medium', 'Changes the rows of', '', ''],
  'model-keys-changed': ['medium', 'Changes the grain of', '', ''],
  'contract-changed': ['medium', 'Changes', 'contract', 'contracts'],
  'test-removed': ['medium', 'Removes', 'test', 'tests'],
  'test-weakened': ['medium', 'Weakens', 'test', 'tests'],
}

function destructive(changes: readonly Change[], statistics: Statistics = {}): Fact[] {
  const byKind = Map.groupBy(changes, ({ kind }) => kind)
  return Object.entries(table).flatMap(([kind, [level, verb, one, many]]) => {
    const names = namesOf(byKind.get(kind as ChangeKind) ?? [])
    if (names.length === 0) return []
    const [only] = names
    const size = names.length === 1 && only !== undefined ? sizeOf(only, statistics) : undefined
    const listed = [verb, names.length === 1 ? one : many, short(names)].filter(Boolean).join(' ')
    return [{ level, text: size ? `${listed} (${sizeText(size)}).` : `${listed}.` }]
  })
}

/** Work on a large table lasts; writing its rows lasts longest. */
function onLargeTables(changes: readonly Change[], statistics: Statistics = {}): Fact[] {
  const large = changes.flatMap((change) => {
    const name = relationOf(change.subject)
    const size = sizeOf(name, statistics)
    return size && weightOf(size) === 'grave'
      ? [{ kind: change.kind, text: `${name} (${sizeText(size)})` }]
      : []
  })
  const written = large.filter(({ kind }) => kind === 'rows-written')
  const fact = (level: Fact['level'], verb: string, found: typeof large): Fact[] =>
    found.length === 0 ? [] : [{ level, text: `${verb} ${short(unique(found.map(({ text }) => text)))}.` }]
  return [
    ...fact('high', 'Writes rows of the large table', written),
    ...fact('medium', 'Changes the large table', large),
  ]
}

function fromFindings({ findings, statistics = {} }: RiskInput): Fact[] {
  const introduced = findings.filter(
    ({ status, ruleId, origin }) => status === 'introduced' && origin === 'rule' && ruleId !== notEvaluated,
  )
  const named = (chosen: RiskInput['findings']) => short(unique(chosen.map(({ subject }) => subject.name)))
  const sized = (chosen: RiskInput['findings']) =>
    short(unique(chosen.map(({ subject }) => withSize(relationOf(subject), statistics))))
  const gravity = ({ severity, weight }: RiskInput['findings'][number]) =>
    Math.max(0, severities.indexOf(severity)) + (weight === 'light' ? 1 : 0)
  const [planned, others] = [
    introduced.filter(isPlanned),
    introduced.filter((finding) => !isPlanned(finding)),
  ]
  const critical = others.filter((finding) => gravity(finding) === 0)
  const high = others.filter((finding) => gravity(finding) === 1)
  const grave = high.filter(({ weight }) => weight === 'grave')
  const fact = (level: Fact['level'], label: string, chosen: RiskInput['findings'], names: string): Fact[] =>
    chosen.length === 0 ? [] : [{ level, text: `${label} ${names}.` }]
  return [
    ...plannedFacts(planned, gravity),
    ...fact('high', 'Critical for', critical, named(critical)),
    ...fact('high', 'Long work or a blocking lock on the large table', grave, sized(grave)),
    ...fact('medium', 'High severity for', high, named(high)),
  ]
}

type Told = RiskInput['findings'][number]

const isPlanned = ({ evidence = [] }: Told) => evidence.some(({ kind }) => kind === 'plan')

/** What a plan states, in its own words; of the rest of a level only the number. */
function plannedFacts(findings: readonly Told[], gravity: (finding: Told) => number): Fact[] {
  const isStated = ({ evidence = [] }: Told) => evidence.some(({ strength }) => strength === 'measured')
  const stepOf = (finding: Told) =>
    gravity(finding) - (isStated(finding) ? 1 : 0) - (finding.weight === 'grave' ? 1 : 0)
  return levels.flatMap((level, i): Fact[] => {
    const own = findings.filter((finding) => Math.max(0, stepOf(finding)) === i)
    const [first, ...others] = own.toSorted((one, other) => gravity(one) - gravity(other))
    if (!first) return []
    const { message = first.subject.name } = first
    const [sentence = message] = /^.{1,300}?[.!?](?=\s|$)/.exec(message) ?? []
    const more = others.length === 0 ? '' : ` And ${others.length} more of the plan.`
    return [{ level, text: `${sentence}${more}` }]
  })
}

function withSize(name: string, statistics: Statistics): string {
  const size = sizeOf(name, statistics)
  return size ? `${name} (${sizeText(size)})` : name
}

function unread(coverage: readonly FileCoverage[]): Fact[] {
  const paths = coverage.filter(({ status }) => status !== 'evaluated').map(({ path }) => path)
  if (paths.length === 0) return []
  return [{ level: 'medium', text: `Not read in full: ${short(unique(paths))}.` }]
}

function manyChanges(count: number): Fact[] {
  return count > 25 ? [{ level: 'medium', text: `Makes ${count} changes at once.` }] : []
}

function quiet(count: number): string {
  if (count === 0) return 'Nothing in the data changes.'
  return `${count === 1 ? 'One change' : `${count} changes`}, and nothing that others may rely on.`
}

/** The relation a subject belongs to: `orders` of the column `orders.total`; itself when it belongs to none. */
function relationOf({ kind, name }: Subject): string {
  if (kind !== 'column' && kind !== 'constraint') return name
  return name.slice(0, -(quote(lastPart(name)).length + 1)) || name
}

function sizeOf(name: string, statistics: Statistics): TableStatistics | undefined {
  return own(statistics, name) ?? own(statistics, `public.${name}`)
}

const own = (statistics: Statistics, name: string) =>
  Object.hasOwn(statistics, name) ? statistics[name] : undefined
const unique = (names: readonly string[]) => [...new Set(names)].sort()
const namesOf = (changes: readonly Change[]) => unique(changes.map(({ subject }) => subject.name))

function short(names: readonly string[]): string {
  return names.length <= 3 ? andList(names) : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}
