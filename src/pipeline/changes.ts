import type { Change, ChangeKind } from '../core/change.ts'
import type { FileRun } from '../core/replay.ts'
import { dumpDifferences, notToldBy } from './dumps.ts'
import type { Model } from './model.ts'
import type { Survey } from './survey.ts'

/**
 * What the change as a whole does to the data: what its forward files do at head and did not do at base already, and what schema dumps
 * show beyond that. What comes and goes within it is no fact, and what a merged file said otherwise is a difference to that. Histories
 * are different databases; a dump that stands for itself may be the state of any of them.
 */
export function changesOf(survey: Survey, model: Model): Change[] {
  const facts = forwardFacts(model)
  const dumped = dumpDifferences(survey, model).flatMap(({ history: { tool, root }, changes }) => {
    const told = facts.filter(({ history }) => tool === 'schema-dump' || history === root)
    return notToldBy(
      told.map(({ change }) => change),
      changes,
    )
  })
  return [...facts.map(({ change }) => change), ...dumped]
}

function forwardFacts({ base, head }: Model): Fact[] {
  const already = factsOf(base)
  const unmatched = Map.groupBy(already, exactly)
  const made = factsOf(head).filter((fact) => unmatched.get(exactly(fact))?.pop() === undefined)
  const told = Map.groupBy([...unmatched.values()].flat(), aboutTheSame)
  const differing = made.flatMap((fact) => comparedWith(told.get(aboutTheSame(fact))?.pop(), fact))
  return withoutTransient(withoutDetailsOfNew(differing))
}

interface Fact {
  readonly change: Change
  /** Root of the history the change belongs to; empty for files outside every history. */
  readonly history: string
}

function factsOf(runs: ReadonlyMap<string, FileRun>): Fact[] {
  return [...runs.values()]
    .filter(isForward)
    .flatMap(({ document, changes }) =>
      changes.map((change) => ({ change, history: document.migration?.history ?? '' })),
    )
}

function isForward({ document }: FileRun): boolean {
  const role = document.migration?.role
  return role === undefined || role === 'up' || role === 'repeatable'
}

const exactly = ({ history, change: { kind, subject, before, after } }: Fact) =>
  JSON.stringify([history, kind, subject, before ?? null, after ?? null])

const aboutTheSame = ({ history, change: { kind, subject } }: Fact) =>
  JSON.stringify([history, kind, subject])

/** A repeatable or edited file says again what base said already: the fact is the difference between the two. */
function comparedWith(merged: Fact | undefined, fact: Fact): Fact[] {
  const before = merged?.change.after
  const { kind, after = {} } = fact.change
  if (before === undefined) return [fact]
  if (kind === 'view-changed' || kind === 'function-changed')
    return [{ ...fact, change: { ...fact.change, before } }]
  if (kind !== 'column-added') return [fact]
  return columnKinds
    .filter(([, key]) => before[key] !== after[key])
    .map(([differs, key]) => {
      const values = { before: { [key]: before[key] ?? null }, after: { [key]: after[key] ?? null } }
      return { ...fact, change: { ...fact.change, kind: differs, ...values } }
    })
}

const columnKinds: readonly (readonly [ChangeKind, string])[] = [
  ['column-type-changed', 'type'],
  ['column-nullability-changed', 'nullable'],
  ['column-default-changed', 'default'],
]

/** A new table is one fact; its columns, keys and rows are part of it. */
function withoutDetailsOfNew(facts: readonly Fact[]): Fact[] {
  const nameIn = (history: string, table: string) => JSON.stringify([history, table])
  const created = new Set(
    facts
      .filter(({ change }) => change.kind === 'table-created')
      .map(({ history, change }) => nameIn(history, change.subject.name)),
  )
  return facts.filter(
    ({ history, change }) =>
      change.kind === 'table-created' ||
      change.kind === 'table-dropped' ||
      !created.has(nameIn(history, tableOf(change))),
  )
}

function tableOf({ subject, before, after }: Change): string {
  const said = after?.table ?? before?.table
  if (typeof said === 'string') return said
  return subject.kind === 'column' || subject.kind === 'constraint'
    ? subject.name.slice(0, subject.name.lastIndexOf('.'))
    : subject.name
}

/** What this change adds and takes away again was never there for anybody; a view that goes and comes back changes once. */
function withoutTransient(facts: readonly Fact[]): Fact[] {
  const kept = new Map<string, { readonly place: number; readonly fact: Fact }[]>()
  for (const [place, fact] of facts.entries()) {
    const { kind, name } = fact.change.subject
    const key = JSON.stringify([fact.history, kind, name])
    const own = kept.get(key) ?? []
    kept.set(key, own)
    const start = mayUndo(fact) ? own.findIndex((candidate) => isUndoneBy(candidate.fact, fact)) : -1
    const [earlier] = start < 0 ? [] : own.splice(start)
    const left = earlier ? asOneView(earlier.fact, fact) : [fact]
    own.push(...left.map((each) => ({ place, fact: each })))
  }
  return [...kept.values()]
    .flat()
    .sort((one, other) => one.place - other.place)
    .map(({ fact }) => fact)
}

const mayUndo = ({ change: { kind } }: Fact) => kind.endsWith('-dropped') || kind === 'view-changed'

/** Of two facts about one subject. */
function isUndoneBy(earlier: Fact, later: Fact): boolean {
  const [start, end] = [earlier.change.kind, later.change.kind]
  return end.endsWith('-dropped') ? /-(?:added|created)$/.test(start) : bothOfView(start, end)
}

const bothOfView = (one: ChangeKind, other: ChangeKind) => one === 'view-changed' && other === 'view-changed'

/** Nothing of what is dropped again; of a view, from what it was to what it becomes. */
function asOneView({ change: { before } }: Fact, last: Fact): Fact[] {
  const { before: _, ...change } = last.change
  if (before === undefined && change.after === undefined) return []
  return change.kind === 'view-changed'
    ? [{ ...last, change: { ...change, ...(before ? { before } : {}) } }]
    : []
}
