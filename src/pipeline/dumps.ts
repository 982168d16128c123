import { type Difference, difference } from '../core/catalog/difference.ts'
import { emptyCatalog } from '../core/catalog/empty.ts'
import type { Change } from '../core/change.ts'
import type { Subject } from '../core/finding.ts'
import type { History } from '../core/migration.ts'
import { columnName, nameOf, partsOf } from '../core/name.ts'
import { type FileRun, runFile } from '../core/replay.ts'
import { basePath, headPath } from '../core/snapshot.ts'
import { type Range, startOfFile } from '../core/text.ts'
import type { Model } from './model.ts'
import { historyOf, type Survey } from './survey.ts'

/** What a changed schema dump says is different now, and the history it is the state of. */
export interface DumpDifference {
  readonly history: History
  readonly changes: readonly Change[]
}

/**
 * A schema dump is a statement of state: what the change does to the data is the difference between the dump at base and at head. Where
 * all migrations of its history are SQL, these say it and the dump only follows them. A dump that is new or gone says nothing: there is
 * no other state to compare with.
 */
export function dumpDifferences(survey: Survey, { base, head }: Model): DumpDifference[] {
  return survey.sql.flatMap((change) => {
    const history = historyOf(survey.head, headPath(change))
    const [before, after] = [dumpAt(base, basePath(change)), dumpAt(head, headPath(change))]
    if (!before || !after || !history || saysItself(history)) return []
    const placeOf = placesIn(after)
    return [{ history, changes: difference(before.after, after.after, placeOf) }]
  })
}

function saysItself({ migrations, unread }: History): boolean {
  return unread.length === 0 && migrations.some(({ role }) => role === 'up' || role === 'repeatable')
}

/** The dump replayed alone. */
function dumpAt(runs: Model['head'], path: string | undefined): FileRun | undefined {
  const run = path === undefined ? undefined : runs.get(path)
  if (run?.document.migration?.role !== 'schema') return undefined
  const { nextId, partial } = run.before
  return nextId === emptyCatalog.nextId && partial.length === 0 ? run : runFile(emptyCatalog, run.document)
}

/** Where the dump at head says what is different: the statement or column that does, else the one that creates what it is part of. */
function placesIn({ document, steps }: FileRun): (difference: Difference) => { path: string; range: Range } {
  const ranges = new Map<string, Range>()
  for (const [statement, { changes }] of steps) {
    for (const { kind, subject, range, after } of changes) {
      if (after === undefined && kind !== 'schema-created') continue
      ranges.set(keyOf(subject, kind), range)
      ranges.set(keyOf(subject), ranges.get(keyOf(subject)) ?? range)
      if (kind !== 'table-created' || statement.kind !== 'create-table') continue
      for (const { name, range: own } of statement.columns)
        ranges.set(keyOf({ kind: 'column', name: columnName(subject.name, name) }), own)
      for (const { name, range: own } of statement.constraints)
        if (name !== undefined)
          ranges.set(keyOf({ kind: 'constraint', name: columnName(subject.name, name) }), own)
    }
  }
  const rangeOf = (found: Difference) => {
    if (found.after === undefined && found.kind !== 'schema-created') return startOfFile
    const keys = [keyOf(found.subject, found.kind), keyOf(found.subject), ...ownersOf(found)]
    return keys.map((key) => ranges.get(key)).find((range) => range !== undefined) ?? startOfFile
  }
  return (found) => ({ path: document.path, range: rangeOf(found) })
}

const keyOf = ({ kind, name }: Subject, change = '') => JSON.stringify([change, kind, name])

/** What something is part of: a table, or a view by the same name. */
function ownersOf({ subject: { name, kind }, after }: Difference): string[] {
  const table = after?.table
  const isPart = kind === 'column' || kind === 'constraint' || kind === 'policy'
  const owner = typeof table === 'string' ? table : isPart ? nameOf(...partsOf(name).slice(0, -1)) : name
  return [keyOf({ kind: 'table', name: owner }), keyOf({ kind: 'view', name: owner })]
}

/** What of the differences the forward files of the pull request do not say already. A file says by a rename what a dump shows as two. */
export function notToldBy(told: readonly Change[], differences: readonly Change[]): Change[] {
  const known = new Set(told.flatMap(toldBy).map(keyOfChange))
  return differences.filter((change) => !known.has(keyOfChange(change)))
}

type Told = Pick<Change, 'kind' | 'subject'>

const keyOfChange = ({ kind, subject }: Told) => keyOf(subject, kind)

function toldBy({ kind, subject, after }: Change): Told[] {
  const to = after?.name
  if (typeof to !== 'string') return [{ kind, subject }]
  if (kind === 'table-renamed')
    return [
      { kind: 'table-dropped', subject },
      { kind: 'table-created', subject: { kind: 'table', name: to } },
    ]
  if (kind !== 'column-renamed') return [{ kind, subject }]
  const table = nameOf(...partsOf(subject.name).slice(0, -1))
  return [
    { kind: 'column-dropped', subject },
    { kind: 'column-added', subject: { kind: 'column', name: columnName(table, to) } },
  ]
}
