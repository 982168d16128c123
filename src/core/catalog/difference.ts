import type { Catalog, CatalogColumn, Constraint, Index, Relation, Table, View } from '../catalog.ts'
import type { Change, ChangeKind } from '../change.ts'
import type { Subject } from '../finding.ts'
import { lastPart, type Name, nameOf, quote } from '../name.ts'
import { typeText } from '../query.ts'
import type { Place } from '../text.ts'
import { privilegesText, rowSecurityFacts } from './access.ts'
import { partSubject, subject, type Values } from './draft.ts'
import { sameTree } from './expressions.ts'
import { columnFacts, constraintFacts, defaultFact, indexFacts, plainText } from './facts.ts'
import { displayName, isTable, temporarySchema } from './lookup.ts'
import { schemaOf } from './store.ts'
import { domainFacts } from './user-types.ts'

/** A change whose place is known to the caller. */
export type Difference = Omit<Change, keyof Place>

/**
 * What lies between two states of a database, in the words `apply` has for the statements that lead from one to the other. A state does
 * not tell how it came about: what was renamed is gone and there anew, and rows, triggers, sequences, comments and owners are not
 * compared. Where part of a state could not be read that was no part of the other, nothing is called gone or new for not being found in
 * it. Parts of what is new or gone as a whole, and what follows in children and partitions, are not listed.
 */
export function difference(
  before: Catalog,
  after: Catalog,
  placeOf: (difference: Difference) => Place,
): Change[] {
  const between: Between = {
    before,
    after,
    tellsGone: isReadWhereOtherIs(after, before),
    tellsNew: isReadWhereOtherIs(before, after),
  }
  const found = [
    ...schemaDifferences(between),
    ...typeDifferences(between),
    ...relationDifferences(between),
    ...routineDifferences(between),
  ]
  return found.map((one) => ({ ...one, ...placeOf(one) }))
}

interface Between {
  readonly before: Catalog
  readonly after: Catalog
  /** Whether what is missing after is gone, and what is missing before is new. */
  readonly tellsGone: boolean
  readonly tellsNew: boolean
}

/** Whether all that could not be read of one state could not be read of the other either. */
function isReadWhereOtherIs({ partial }: Catalog, other: Catalog): boolean {
  const known = new Set(other.partial.map(({ reason }) => reason))
  return partial.every(({ reason }) => known.has(reason))
}

/** Each name of either side once: what stood there before, what stands there after. */
function* pairs<V>(
  before: Iterable<readonly [string, V]>,
  after: Iterable<readonly [string, V]>,
): Generator<readonly [string, V | undefined, V | undefined]> {
  const next = new Map(after)
  for (const [name, value] of before) {
    yield [name, value, next.get(name)]
    next.delete(name)
  }
  for (const [name, value] of next) yield [name, undefined, value]
}

const told = (kind: ChangeKind, about: Subject, values: Values = {}): Difference => ({
  kind,
  subject: about,
  ...values,
})

function* schemaDifferences({ before, after, tellsGone, tellsNew }: Between): Generator<Difference> {
  for (const [schema, old, next] of pairs(before.schemas, after.schemas)) {
    const about: Subject = { kind: 'schema', name: quote(schema) }
    if (!old && tellsNew) yield told('schema-created', about)
    if (next || !tellsGone) continue
    const relations = [...before.relations.startingWith(`${quote(schema)}.`)].map(([name]) => lastPart(name))
    yield told('schema-dropped', about, relations.length > 0 ? { before: { relations } } : {})
  }
}

function* typeDifferences({ before, after, tellsGone, tellsNew }: Between): Generator<Difference> {
  for (const [name, old, next] of pairs(before.types, after.types)) {
    const about = subject('type', name)
    const replaced = old && next && old.kind !== next.kind
    if (old && (replaced || (!next && tellsGone)))
      yield told('type-dropped', about, old.kind === 'enum' ? { before: { values: old.values } } : {})
    if (next && (replaced || (!old && tellsNew)))
      yield told('type-created', about, {
        after: next.kind === 'enum' ? { values: next.values } : { form: next.kind },
      })
    if (old?.kind === 'enum' && next?.kind === 'enum' && !sameTree(old.values, next.values))
      yield told('type-changed', about, { before: { values: old.values }, after: { values: next.values } })
    if (old?.kind === 'domain' && next?.kind === 'domain' && !sameDomain(old, next))
      yield told('type-changed', about, { before: domainFacts(old), after: domainFacts(next) })
  }
}

type Domain = Parameters<typeof domainFacts>[0]

const sameDomain = (one: Domain, other: Domain) =>
  sameTree([one.base, one.notNull, one.constraints], [other.base, other.notNull, other.constraints])

function* routineDifferences({ before, after, tellsGone, tellsNew }: Between): Generator<Difference> {
  for (const [name, old, next] of pairs(before.routines, after.routines)) {
    const about = subject('function', name)
    const facts = ({ volatility, securityDefiner }: NonNullable<typeof old>) => ({
      volatility,
      securityDefiner,
    })
    if (old && next) {
      const values = { before: facts(old), after: facts(next) }
      if (!sameTree(values.before, values.after)) yield told('function-changed', about, values)
    } else if (old && tellsGone)
      yield told('function-changed', about, { before: { volatility: old.volatility } })
    else if (next && tellsNew) yield told('function-changed', about, { after: facts(next) })
  }
}

function relationDifferences(between: Between): Difference[] {
  const { before, after } = between
  const columns: ColumnDifference[] = []
  const others: Difference[] = []
  for (const [name, old, next] of pairs(before.relations, after.relations)) {
    if (name.startsWith(`${temporarySchema}.`)) continue
    if (old && next && isTable(old) && isTable(next) && old.kind === next.kind) {
      columns.push(...columnDifferences(old, next, between))
      others.push(...tableDifferences(old, next, between))
    } else if (old && next && isView(old) && isView(next)) others.push(...viewDifferences(old, next, between))
    else others.push(...replacement(old, next, between))
  }
  const keys = new Set(columns.map(({ key }) => key))
  const own = columns.filter(({ sources }) => !sources.some((source) => keys.has(source)))
  return [...own.map(({ told }) => told), ...others]
}

const isView = (relation: Relation): relation is View =>
  relation.kind === 'view' || relation.kind === 'materialized-view'

/** What stands under a name is gone, new, or something else than before. */
function* replacement(
  old: Relation | undefined,
  next: Relation | undefined,
  { after, tellsGone, tellsNew }: Between,
): Generator<Difference> {
  if (old && (next || tellsGone) && !goesWithParent(old, after)) yield* whole(old, 'before')
  if (next && (old || tellsNew)) yield* whole(next, 'after')
}

/** A partition goes with its table. */
function goesWithParent(relation: Relation, after: Catalog): boolean {
  return isTable(relation) && relation.partitionOf !== undefined && !after.relations.has(relation.partitionOf)
}

function* whole(relation: Relation, side: 'before' | 'after'): Generator<Difference> {
  if (relation.kind === 'sequence') return
  if (!isTable(relation)) {
    return yield told('view-changed', subject('view', relation.name), {
      [side]: { columns: relation.columns },
    })
  }
  const columns = relation.columns.map(({ name }) => name)
  const about = subject('table', relation.name)
  if (side === 'before') return yield told('table-dropped', about, { before: { columns } })
  const parent = relation.partitionOf === undefined ? {} : { partitionOf: displayName(relation.partitionOf) }
  yield told('table-created', about, { after: { columns, ...parent } })
}

/** What happened to a column, and the same happening to the columns it is inherited from. */
interface ColumnDifference {
  readonly told: Difference
  readonly key: string
  readonly sources: readonly string[]
}

function* columnDifferences(old: Table, next: Table, between: Between): Generator<ColumnDifference> {
  const tellsGone = between.tellsGone && next.shape === 'known'
  const tellsNew = between.tellsNew && old.shape === 'known'
  const parents = new Set([...parentsOf(old), ...parentsOf(next)])
  for (const [name, was, is] of pairs(byName(old.columns), byName(next.columns))) {
    const about = partSubject('column', next.name, name)
    if ((!is && !tellsGone) || (!was && !tellsNew)) continue
    for (const found of columnDifference(about, was, is)) {
      const keyAt = (table: Name) => JSON.stringify([table, name, found.kind])
      const sources = (is ?? was)?.inherited ? [...parents].map(keyAt) : []
      yield { told: found, key: keyAt(next.name), sources }
    }
  }
}

const parentsOf = ({ inherits, partitionOf }: Table) =>
  partitionOf === undefined ? inherits : [partitionOf, ...inherits]

const byName = <T extends { readonly name: string }>(parts: readonly T[]) =>
  parts.map((part) => [part.name, part] as const)

function* columnDifference(
  about: Subject,
  was: CatalogColumn | undefined,
  is: CatalogColumn | undefined,
): Generator<Difference> {
  if (!was && is) yield told('column-added', about, { after: columnFacts(is) })
  if (was && !is) yield told('column-dropped', about, { before: columnFacts(was) })
  if (!was || !is) return
  const [type, nextType] = [was.type && typeText(was.type), is.type && typeText(is.type)]
  if (type !== nextType && type !== undefined && nextType !== undefined)
    yield told('column-type-changed', about, { before: { type }, after: { type: nextType } })
  if (was.nullable !== is.nullable)
    yield told('column-nullability-changed', about, {
      before: { nullable: was.nullable },
      after: { nullable: is.nullable },
    })
  if (!sameDefault(was, is))
    yield told('column-default-changed', about, {
      before: { default: defaultFact(was) },
      after: { default: defaultFact(is) },
    })
}

/** Whether rows inserted without a value get the same one. A cast around a constant only tells its type. */
function sameDefault(was: CatalogColumn, is: CatalogColumn): boolean {
  if (was.hasDefault !== is.hasDefault || (was.identity === undefined) !== (is.identity === undefined))
    return false
  if (!sameTree(was.generated, is.generated)) return false
  if (was.sequence !== undefined && was.sequence === is.sequence) return true
  const [old, next] = [was.default && plainText(was.default), is.default && plainText(is.default)]
  return old === undefined || next === undefined ? sameTree(was.default, is.default) : old === next
}

function* tableDifferences(old: Table, next: Table, between: Between): Generator<Difference> {
  yield* constraintDifferences(old, next, between)
  yield* indexDifferences(old, next, between)
  const [was, is] = [rowSecurityFacts(old), rowSecurityFacts(next)]
  const lost = (was.rowSecurity && !is.rowSecurity) || (was.forceRowSecurity && !is.forceRowSecurity)
  if (!sameTree(was, is))
    yield told(lost ? 'protection-removed' : 'protection-added', subject('table', next.name), {
      before: was,
      after: is,
    })
  for (const [policy, had, has] of pairs(asKeys(old.policies), asKeys(next.policies))) {
    const about = partSubject('policy', next.name, policy)
    if (had && !has && between.tellsGone) yield told('protection-removed', about, { before: { policy } })
    if (!had && has && between.tellsNew) yield told('protection-added', about, { after: { policy } })
  }
  yield* grantDifferences(old, next, between)
}

const asKeys = (names: readonly string[]) => names.map((name) => [name, true] as const)

function* constraintDifferences(old: Table, next: Table, between: Between): Generator<Difference> {
  const indexes = [new Map(byName(old.indexes)), new Map(byName(next.indexes))] as const
  const nullable = new Set(old.columns.filter((column) => column.nullable).map(({ name }) => name))
  const isTold = ({ kind, inherited, parent, validated, columns: [column = ''] }: Constraint) =>
    !inherited && parent === undefined && (kind !== 'not-null' || !validated || nullable.has(column))
  for (const [name, was, is] of pairs(byName(old.constraints), byName(next.constraints))) {
    const about = partSubject('constraint', next.name, name)
    const redefined = was && is && !sameConstraint(was, is, indexes)
    if (was && isTold(was) && (redefined || (!is && between.tellsGone)))
      yield told('constraint-dropped', about, { before: constraintFacts(was) })
    if (is && isTold(is) && (redefined || (!was && between.tellsNew)))
      yield told('constraint-added', about, { after: constraintFacts(is) })
    if (was && is && !redefined && !was.validated && is.validated && isTold(is))
      yield told('constraint-validated', about, { before: { validated: false }, after: { validated: true } })
  }
}

/** Whether a constraint says what it said; that rows are checked now which were not before is no other constraint. */
function sameConstraint(
  was: Constraint,
  is: Constraint,
  [old, next]: readonly [ReadonlyMap<string, Index>, ReadonlyMap<string, Index>],
): boolean {
  if (was.validated && !is.validated) return false
  const said = ({ kind, columns, enforced, deferrable, expression, references, noInherit }: Constraint) => [
    kind,
    columns,
    enforced,
    deferrable,
    expression,
    references,
    noInherit,
  ]
  const backing = (index: Index | undefined) => index && [index.include, index.nullsNotDistinct]
  return sameTree([...said(was), backing(old.get(was.name))], [...said(is), backing(next.get(is.name))])
}

function* indexDifferences(
  old: Table | View,
  next: Table | View,
  { tellsGone, tellsNew }: Between,
): Generator<Difference> {
  const own = ({ indexes }: Table | View) =>
    byName(indexes.filter(({ constraint, parent }) => constraint === undefined && parent === undefined))
  const elsewhere = [namesWithOwner(old), namesWithOwner(next)] as const
  for (const [name, was, is] of pairs(own(old), own(next))) {
    const about = subject('index', nameOf(schemaOf(next.name), name))
    const redefined = was && is && !sameTree(indexBody(was), indexBody(is))
    const gone = was && !is && tellsGone && !elsewhere[1].has(name)
    const made = is && !was && tellsNew && !elsewhere[0].has(name)
    if (was && (redefined || gone)) yield told('index-dropped', about, { before: indexFacts(old.name, was) })
    if (is && (redefined || made)) yield told('index-added', about, { after: indexFacts(next.name, is) })
  }
}

/** An index that becomes a constraint's or part of a partitioned table's index is neither gone nor new. */
const namesWithOwner = ({ indexes }: Table | View) =>
  new Set(
    indexes
      .filter(({ constraint, parent }) => constraint !== undefined || parent !== undefined)
      .map(({ name }) => name),
  )

const indexBody = ({ unique, method, keys, include, where, nullsNotDistinct }: Index) => [
  unique,
  method,
  keys,
  include,
  where,
  nullsNotDistinct,
]

function* viewDifferences(old: View, next: View, between: Between): Generator<Difference> {
  const said = ({ kind, query, columns }: View) => [kind, query, columns]
  if (!sameTree(said(old), said(next)))
    yield told('view-changed', subject('view', next.name), {
      before: { columns: old.columns },
      after: { columns: next.columns },
    })
  yield* indexDifferences(old, next, between)
  yield* grantDifferences(old, next, between)
}

function* grantDifferences(
  old: Table | View,
  next: Table | View,
  { tellsGone, tellsNew }: Between,
): Generator<Difference> {
  const held = ({ grants }: Table | View) =>
    grants.map(({ grantee, privileges }) => [grantee, privileges] as const)
  const about = subject('table', next.name)
  for (const [grantee, had = [], has = []] of pairs(held(old), held(next))) {
    const lost = had.filter((privilege) => !has.includes(privilege))
    const won = has.filter((privilege) => !had.includes(privilege))
    if (lost.length > 0 && tellsGone)
      yield told('grant-removed', about, { before: { grantee, privileges: privilegesText(lost) } })
    if (won.length > 0 && tellsNew)
      yield told('grant-added', about, { after: { grantee, privileges: privilegesText(won) } })
  }
}
