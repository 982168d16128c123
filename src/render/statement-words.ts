import { displayName } from '../core/catalog/lookup.ts'
import { type Blockade, blockades } from '../core/lock-conflicts.ts'
import type { Name } from '../core/name.ts'
import type { Blocked, ReportedStatement } from '../core/reported-rehearsal.ts'
import { durationText } from './duration.ts'
import { join, listed, type Phrase } from './phrase.ts'
import { count } from './words.ts'

// One statement of a rehearsal in words; every renderer says the same.

/** How much has to wait while a statement runs, as a circle that fills; a cross for one that fails. */
export function signOf(statement: ReportedStatement): string {
  return statement.error ? '✕' : signs[blockadeDuring(statement)]
}

const signs: Readonly<Record<Blockade | 'nothing', string>> = {
  everything: '●',
  'all-but-reads': '◕',
  writes: '◐',
  'changed-rows': '◔',
  nothing: '○',
}

const blockadeWords: Readonly<Record<Blockade, string>> = {
  everything: 'everything on',
  'all-but-reads': 'everything but plain reads on',
  writes: 'writes to',
  'changed-rows': 'writes to changed rows of',
}

/** The most that is blocked while a statement runs. */
export function blockadeDuring({ blocks, stillBlocks }: ReportedStatement): Blockade | 'nothing' {
  const all = [...blocks, ...stillBlocks].map(({ what }) => what)
  return blockades.find((what) => all.includes(what)) ?? 'nothing'
}

/** `everything on orders and customers, writes to lines`; who waits already comes last. */
export function blocksPhrase(statement: ReportedStatement): Phrase {
  const { watched, blocks, stillBlocks, error } = statement
  if (error) return ['fails']
  const begun = join(blocks.map(begunPhrase), ', ')
  const still = join(stillBlocks.map(stillPhrase), ', ')
  if (still.length > 0) return [...begun, begun.length > 0 ? '; still ' : 'still ', ...still]
  if (begun.length > 0) return begun
  return [watched ? 'nothing that reads or writes' : 'cannot be seen']
}

/** The same where no heading says what is meant: `blocks everything on orders`. */
export function blockingPhrase(statement: ReportedStatement): Phrase {
  const { watched, blocks, stillBlocks, error } = statement
  if (error) return ['fails']
  if (blocks.length > 0) return ['blocks ', ...blocksPhrase(statement)]
  if (stillBlocks.length > 0) return ['still blocks ', ...join(stillBlocks.map(stillPhrase), ', ')]
  return [watched ? 'blocks nothing that reads or writes' : 'its locks cannot be seen']
}

/** What begins, and that nobody is to overlook, is strong. */
function begunPhrase(blocked: Blocked): Phrase {
  const words = blockadeWords[blocked.what]
  return [blocked.what === 'everything' ? { strong: words } : words, ...tablesOf(blocked)]
}

const stillPhrase = (blocked: Blocked): Phrase => [blockadeWords[blocked.what], ...tablesOf(blocked)]
const tablesOf = ({ tables, more }: Blocked): Phrase => [' ', ...listed(tables.map(named), more)]

/** `rewrites orders, builds 2 indexes of orders, updates every row of lines`. */
export function workPhrase(statement: ReportedStatement): Phrase {
  const { work, rows, inner, failedOnSamples } = statement
  const on = (kind: string) => [...new Set(work.filter((one) => one.kind === kind).map(({ table }) => table))]
  const built = Map.groupBy(
    work.filter(({ kind }) => kind === 'build'),
    ({ table }) => table,
  )
  const done: Phrase[] = [
    ...(failedOnSamples ? [['fails on sample rows']] : []),
    ...doing('rewrites ', on('rewrite')),
    ...[...built].map(([table, builds]): Phrase => {
      const [only] = builds
      const what: Phrase = builds.length > 1 ? [`${builds.length} indexes`] : indexPhrase(only?.index)
      return ['builds ', ...what, ' on ', ...named(table)]
    }),
    ...doing('reads all of ', on('scan')),
    ...doing('empties ', on('truncate')),
    ...rows.flatMap(rowsPhrases),
    ...(inner > 0 ? [[`runs ${count(inner, 'statement')}`]] : []),
  ]
  return join(done, ', ')
}

const doing = (verb: string, tables: readonly string[]): Phrase[] =>
  tables.length === 0 ? [] : [[verb, ...listed(tables.map(named))]]

const indexPhrase = (index: string | undefined): Phrase =>
  index === undefined ? ['an index'] : ['index ', ...named(index)]

/** How many rows there are in production is not known here, only whether it was all of them. */
function rowsPhrases({
  table,
  inserted,
  updated,
  deleted,
  before,
}: ReportedStatement['rows'][number]): Phrase[] {
  const amount = (rows: number) => (rows > 0 && rows >= before ? 'every row of ' : 'rows of ')
  return [
    ...(inserted > 0 ? [['inserts into ', ...named(table)]] : []),
    ...(updated > 0 ? [[`updates ${amount(updated)}`, ...named(table)]] : []),
    ...(deleted > 0 ? [[`deletes ${amount(deleted)}`, ...named(table)]] : []),
  ]
}

/** How long what is blocked stays so: `4 to 20 min, to line 9`; of a statement that blocks nobody how long it runs. Empty where nothing is known. */
export function heldText({ held, runs, heldUntil, blocks }: ReportedStatement): string {
  if (blocks.length === 0) {
    const long = runs ? durationText(runs) : ''
    return long === '' ? '' : `runs ${long}`
  }
  const until = heldUntil === undefined ? '' : `to line ${heldUntil}`
  return [held ? durationText(held) : '', until].filter((part) => part !== '').join(', ')
}

/** Of many statements those that block or do most, in the order of the file. */
export function mostTelling(
  statements: readonly ReportedStatement[],
  most: number,
): readonly ReportedStatement[] {
  if (statements.length <= most) return statements
  const first = statements.toSorted((one, other) => gravity(other) - gravity(one)).slice(0, most)
  const kept = new Set(first)
  return statements.filter((statement) => kept.has(statement))
}

/** What fails; then what blocks more; among those what works; then what is held longer. */
function gravity(statement: ReportedStatement): number {
  const { blocks, work, error, held } = statement
  const blockade = blocks[0] ? blockades.length - blockades.indexOf(blocks[0].what) : 0
  const length = held?.most ?? held?.least ?? 0
  return (error ? 100 : 0) + 10 * blockade + (work.length > 0 ? 5 : 0) + length / (length + 1)
}

/** A name as people write it. */
export const named = (name: Name): Phrase => [{ code: displayName(name) }]
