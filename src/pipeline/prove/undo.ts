import type { Remedy } from '../../core/opinion.ts'
import type { ReadChange } from '../read-change.ts'
import { headText, type Refused, type Trial } from '../try-out.ts'
import { dropped, lossOf, namesOf } from './losses.ts'
import { objection } from './objections.ts'
import { relationAt } from './own-objects.ts'
import { oddStatement } from './plain-sql.ts'
import { hiddenIn } from './plain-text.ts'
import { hasRun, type Run, runOf, serverOf, withoutRows } from './rehearsed.ts'
import { type Bench, isRefused, type Proved, proved, type RemedyWish, refused } from './trials.ts'
import { type Target, undoPlace } from './undo-place.ts'
import { type Undoing, undoing } from './undoing.ts'

/**
 * A script that undoes a new migration, at the place where its tool expects it: accepted where the rehearsal applied the migration, undid it
 * to the schema that was there before and applied it again, where it takes nothing away that the migration did not bring, and where no
 * rule objects.
 */
export async function proveUndo(wish: RemedyWish, bench: Bench): Promise<{ remedy: Remedy } | Refused> {
  const target = targetOf(wish, bench.before)
  if (isRefused(target)) return target
  const [file, ...others] = wish.files
  if (!file || others.length > 0) return refused('An undo script is one file.')
  const hidden = hiddenIn(file.text, [target.text])
  if (hidden !== undefined) return refused(hidden)
  const edit = undoPlace(target, file.text)
  if (!edit) return refused(`${target.migration.tool} has no place for this undo script.`)
  if (edit.path !== target.migration.path && bench.before.snapshot.head.paths.includes(edit.path))
    return refused(`${edit.path} is there already.`)
  const after = await bench.tryOut([edit], (read) => scriptProblem(target, edit.path, read))
  if (isRefused(after)) return after
  const proof = proofOf(target, edit.path, { bench, after })
  if (isRefused(proof)) return proof
  const { path } = target.migration
  return { remedy: { ...{ kind: 'undo', path, title: wish.title, files: [edit] }, ...proof } }
}

function targetOf({ paths }: RemedyWish, before: Trial): Target | Refused {
  const [path, ...others] = paths
  const member = path === undefined ? undefined : before.read.survey.head.members.get(path)
  const text = path === undefined ? undefined : headText(before, path)
  if (!member || text === undefined || others.length > 0)
    return refused('An undo script is asked for one migration.')
  const { migration, history } = member
  const { role, partner, sections } = migration
  const isThere = sections.down.some(({ start, end }) => /\S/.test(text.slice(start, end)))
  if (role !== 'up' || partner !== undefined || isThere)
    return refused(`${migration.path} is no migration without an undo script.`)
  return { migration, history, text }
}

interface Tried {
  readonly bench: Bench
  readonly after: Trial
}

function proofOf(target: Target, path: string, { bench, after }: Tried): Proved | Refused {
  const runs = undoing(target.migration.path, path, after.read)
  const run = runOf(target.migration.path, after)
  if (!runs) return refused(`${path} is not read.`)
  if (!hasRun(run)) return refused(run.why)
  const why = outcomeProblem(run) ?? emptiedProblem(run, runs) ?? objection(bench.before, after)
  return why === undefined ? sentences(run, runs) : refused(why)
}

/** What shows without running it. */
function scriptProblem(target: Target, path: string, read: ReadChange): string | undefined {
  const runs = undoing(target.migration.path, path, read)
  if (!runs) return `${path} is not read`
  return placeProblem(target, path, read) ?? oddStatement(runs.down.document, []) ?? effectProblem(runs)
}

/** The tool itself must take it for what undoes this migration. */
function placeProblem(
  { migration, history }: Target,
  path: string,
  { survey }: ReadChange,
): string | undefined {
  const own = survey.head.members.get(migration.path)
  const isPaired = path === migration.path || own?.migration.partner === path
  const isUndo =
    own !== undefined && (own.migration.sections.down.length > 0 || own.migration.partner === path)
  if (!isPaired || !isUndo)
    return `${migration.tool} would not take ${path} for what undoes ${migration.path}`
  return own.history.problems.length > history.problems.length
    ? `${migration.tool} cannot read ${path}`
    : undefined
}

function effectProblem({ up, down }: Undoing): string | undefined {
  if (down.document.statements.length === 0) return 'it holds no statement'
  return up.changes.some(({ kind }) => kind !== 'rows-written')
    ? lossOf({ up, down })
    : 'the migration does nothing to the schema by which an undo could be told'
}

function outcomeProblem({ file: { undo } }: Run): string | undefined {
  if (!undo) return 'the rehearsal did not run it'
  if (undo.failedOnSamples) return `it fails on rows: ${undo.failedOnSamples.error.message}`
  switch (undo.outcome) {
    case 'restored':
      return undefined
    case 'differs':
      return `it leaves another schema: ${undo.differences.map(({ kind, object, name }) => `${object} ${name} ${kind}`).join(', ')}`
    case 'failed':
      return `it fails: ${undo.error.message}`
    case 'not-repeatable':
      return `after it the migration cannot be applied again: ${undo.error.message}`
    case 'stopped':
      return undo.reason
  }
}

/** Tables of before that hold nothing any more. */
function emptiedProblem({ file: { undo } }: Run, { up }: Undoing): string | undefined {
  const emptied = undo?.emptied?.find((name) => relationAt(up.before, name) !== undefined)
  return emptied && `it empties ${emptied}`
}

function sentences(run: Run, { up, down }: Undoing): Proved {
  const lost = [...new Set(dropped(down.changes).map(({ subject }) => subject.name))]
  const changed = namesOf(up.changes, 'rows-written').length > 0 || dropped(up.changes).length > 0
  return proved(
    [
      `Applied, undone and applied again in the rehearsal on ${serverOf(run)}: the schema was what it had been.`,
      'No rule objects.',
    ],
    [
      ...withoutRows([run]),
      ...(lost.length > 0 ? [`What was written to ${lost.join(', ')} is lost with it.`] : []),
      ...(changed ? ['Rows that the migration changed or took away do not come back.'] : []),
    ],
  )
}
