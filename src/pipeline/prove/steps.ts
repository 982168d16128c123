import type { History, Migration } from '../../core/migration.ts'
import type { FileRun } from '../../core/replay.ts'
import { type FileEdit, headText, type Refused, type Trial } from '../try-out.ts'
import { hasRun, type Run, runOf } from './rehearsed.ts'
import { stepPaths } from './step-places.ts'
import { isRefused, type RemedyWish, refused } from './trials.ts'
import { undoPlace } from './undo-place.ts'

/** A new migration that runs, and what it does. */
export interface Target {
  readonly migration: Migration
  readonly history: History
  readonly text: string
  readonly run: Run
  readonly effect: FileRun
}

/** A part of it, at its place. */
export interface Step {
  readonly up: FileEdit
  readonly down?: FileEdit
}

/** The one migration that a wish is about. */
export function rewritten({ paths }: RemedyWish, before: Trial): Target | Refused {
  const [path = '', ...others] = paths
  const member = before.read.survey.head.members.get(path)
  const text = headText(before, path)
  const isMerged = before.read.survey.base.members.has(path)
  if (!member || text === undefined || isMerged || member.migration.role !== 'up' || others.length > 0)
    return refused('Steps are asked for one new migration.')
  const run = runOf(path, before)
  const effect = before.read.model.head.get(path)
  if (!hasRun(run) || !effect)
    return refused(`There is nothing to compare with: ${hasRun(run) ? `${path} is not read` : run.why}.`)
  return { ...member, text, run, effect }
}

/** Which way a file runs is the model's to say; where it lies is not. */
const undoName =
  /(?:^|[./_-])(?:down|undo|revert|rollback)\.sql$|(?:^|\/)U\d[^/]{0,300}\.sql$|(?:^|\/)revert\//

/** What the model wrote, as steps of the migration and what undoes them. */
export function stepsOf({ files }: RemedyWish, { migration, history }: Target): readonly Step[] | Refused {
  const groups: { up: string; down?: string }[] = []
  for (const { path, text } of files) {
    const last = groups.at(-1)
    if (!undoName.test(path)) groups.push({ up: text })
    else if (last && last.down === undefined) last.down = text
    else return refused('An undo script comes after no step of its own.')
  }
  const paths = stepPaths(migration.path, groups.length, history)
  if (!paths || groups.length === 0)
    return refused(`${migration.path} has no room for ${groups.length} steps.`)
  const steps = groups.map(({ up, down }, i) => step(paths[i] ?? '', { up, down }, { migration, history }))
  return steps.find(isRefused) ?? steps.filter((one): one is Step => !isRefused(one))
}

function step(
  path: string,
  { up, down }: { readonly up: string; readonly down: string | undefined },
  { migration, history }: Pick<Target, 'migration' | 'history'>,
): Step | Refused {
  const own = { path, text: up }
  if (down === undefined) return { up: own }
  const { partner: _, ...rest } = migration
  const at = { ...rest, path, sections: { up: [], down: [] } }
  const place = undoPlace({ migration: at, history, text: up }, down)
  return place && place.path !== path
    ? { up: own, down: place }
    : refused(`${path} has no undo script beside it.`)
}
