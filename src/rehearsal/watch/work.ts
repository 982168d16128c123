import { lastPart } from '../../core/name.ts'
import type { SeenWork } from '../../core/rehearsal.ts'
import type { Notice } from '../session.ts'
import { type Change, grown, isTableOf, once, rowsBefore } from './difference.ts'
import type { Relation, Relations } from './relations.ts'
import { rewrittenTables, validatedConstraints, verifiedTables } from './server-words.ts'

/** Work over whole tables, by the files that are new, by what the server says of itself and by what it counts. */
export function seenWork(change: Change): readonly SeenWork[] {
  const files = newFiles([...change.after.values()], change)
  const said = saidScans(change)
  return sorted([...files, ...said, ...countedScans(change, files, said)])
}

/** The files of relations as they are now, against those that were known. */
interface Files {
  /** First word of the statement. */
  readonly keyword: string
  readonly relations: Relations
  readonly made: ReadonlySet<number>
  readonly existing: ReadonlySet<number>
  readonly notices: readonly Notice[]
  /** Rows of tables now, of those that were counted. */
  readonly rows: ReadonlyMap<number, number>
}

/** What can still be told when the statement is over and its transaction with it. */
export function workOfFiles(now: Iterable<Filed>, known: Files): readonly SeenWork[] {
  return sorted(newFiles([...now], known))
}

interface Filed {
  readonly oid: number
  readonly file: number | null
}

/** Rewrites, index builds and truncations: each makes a new file. */
function newFiles(now: readonly Filed[], known: Files): readonly SeenWork[] {
  const changed = now.flatMap(({ oid, file }) => {
    const relation = known.relations.get(oid)
    const isNew = relation && file !== null && (known.made.has(oid) || file !== relation.file)
    return isNew ? [{ relation, file }] : []
  })
  const tables = changed
    .filter(({ relation }) => isTableOf(relation) && !known.made.has(relation.oid))
    .map(({ relation }) => tableWork(relation, known))
  const emptied = new Set(tables.filter(({ kind }) => kind === 'truncate').map(({ table }) => table))
  const indexes = changed.filter(({ relation }) => relation.kind === 'index')
  const old = indexes.length > 0 ? filesBefore(known) : undefined
  const builds = indexes
    .filter(({ file }) => !old?.has(file))
    .map(({ relation }) => buildOf(relation, known))
    .filter(({ table }) => !emptied.has(table))
  return [...tables, ...builds]
}

/** Where a column changes its type in name only, a new index takes over the file of the old one. */
function filesBefore({ relations, made }: Files): ReadonlySet<number | null> {
  return new Set([...relations.values()].filter(({ oid }) => !made.has(oid)).map(({ file }) => file))
}

function tableWork(relation: Relation, { existing, notices, rows, keyword }: Files): SeenWork {
  const { name: table, oid } = relation
  const of = { table, existing: existing.has(oid) }
  const isSaid = rewrittenTables(notices).includes(lastPart(table))
  if (isSaid) return { kind: 'rewrite', ...of, sign: `the server said: rewriting table "${lastPart(table)}"` }
  const isEmptied = relation.kind === 'table' && rows.get(oid) === 0 && !rewrites.has(keyword)
  return isEmptied
    ? { kind: 'truncate', ...of, sign: 'the table has a new file, with no rows in it' }
    : { kind: 'rewrite', ...of, sign: 'the table has a new file' }
}

/** Of those that give a table a new file and do not say so. */
const rewrites: ReadonlySet<string> = new Set(['alter', 'cluster'])

function buildOf({ name, table }: Relation, { relations, existing }: Files): SeenWork {
  const owner = relations.get(table)
  const of = { table: owner?.name ?? name, index: name, existing: existing.has(table) }
  return { kind: 'build', ...of, sign: 'the index has a new file' }
}

/** What the server says of its own accord. */
function saidScans(change: Change): readonly SeenWork[] {
  const verified = verifiedTables(change.notices).flatMap((name) =>
    tablesCalled(name, change).map((oid) =>
      scanOf(oid, change, `the server said: verifying table "${name}"`),
    ),
  )
  const validated = validatedConstraints(change.notices).flatMap((name) => {
    const sign = `the server said: validating foreign key constraint "${name}"`
    return scannedOf(change.validated.get(name) ?? [], change).map((oid) => scanOf(oid, change, sign))
  })
  return [...verified, ...validated].filter((work) => work !== undefined)
}

/** Scans beyond those that a rewrite, a build or a scan of the server's own words explains, which read as many rows as there were. */
function countedScans(
  change: Change,
  files: readonly SeenWork[],
  said: readonly SeenWork[],
): readonly SeenWork[] {
  return [...change.after.values()].flatMap((held) => {
    const relation = change.relations.get(held.oid)
    if (!relation || change.made.has(held.oid)) return []
    const explained = [...files, ...said].filter(({ table }) => table === relation.name).length
    const { scans, read } = grown(change.before, held)
    const rows = rowsBefore(held, change) ?? 0
    const isWhole = rows > 0 && scans > explained && read >= rows * (explained + 1)
    const work = isWhole && scanOf(held.oid, change, `all of its rows were read (${rows})`)
    return work ? [work] : []
  })
}

function scanOf(oid: number, { relations, existing }: Change, sign: string): SeenWork | undefined {
  const relation = relations.get(oid)
  return relation && { kind: 'scan', table: relation.name, existing: existing.has(oid), sign }
}

/** Of several tables of one name, those that were scanned. */
function tablesCalled(name: string, change: Change): readonly number[] {
  const called = [...change.after.values()].filter((held) => {
    const relation = change.relations.get(held.oid)
    const names = [relation?.name, held.name].map((one) => one && lastPart(one))
    return relation && isTableOf(relation) && names.includes(name)
  })
  return scannedOf(
    called.map(({ oid }) => oid),
    change,
  )
}

function scannedOf(oids: readonly number[], { before, after }: Change): readonly number[] {
  const scanned = oids.filter((oid) => {
    const held = after.get(oid)
    return held !== undefined && grown(before, held).scans > 0
  })
  return scanned.length > 0 ? scanned : oids
}

const kinds: readonly SeenWork['kind'][] = ['rewrite', 'scan', 'build', 'truncate']

/** Each once; words of the server before what was counted. */
function sorted(work: readonly SeenWork[]): readonly SeenWork[] {
  return once(work, ({ kind, table, index = '' }) => [table, String(kinds.indexOf(kind)), index])
}
