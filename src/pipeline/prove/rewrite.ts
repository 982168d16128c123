import type { Remedy } from '../../core/opinion.ts'
import type { ReadChange } from '../read-change.ts'
import type { Refused, Trial } from '../try-out.ts'
import { otherEffect } from './equivalent.ts'
import { lossOf } from './losses.ts'
import { held, objection, unreadPart } from './objections.ts'
import { oddStatement } from './plain-sql.ts'
import { hiddenIn } from './plain-text.ts'
import { failsOnRows, hasRun, longBlock, type Run, runOf, serverOf, withoutRows } from './rehearsed.ts'
import { rewritten, type Step, stepsOf, type Target } from './steps.ts'
import { type Bench, isRefused, type Proved, proved, type RemedyWish, refused } from './trials.ts'
import { undoing } from './undoing.ts'

/**
 * A blocked migration taken apart into steps: accepted where the rehearsal applied all of them, where they end in the very schema that the
 * migration ends in and do the same to rows, where nothing that takes long keeps others waiting, and where nothing blocks any more.
 */
export async function proveRewrite(wish: RemedyWish, bench: Bench): Promise<{ remedy: Remedy } | Refused> {
  const target = rewritten(wish, bench.before)
  if (isRefused(target)) return target
  const hidden = wish.files.map(({ text }) => hiddenIn(text, [target.text])).find(Boolean)
  if (hidden !== undefined) return refused(hidden)
  const steps = stepsOf(wish, target)
  if (isRefused(steps)) return steps
  const edits = steps.flatMap(({ up, down }) => (down ? [up, down] : [up]))
  const after = await bench.tryOut(edits, (read) => textProblem(target, steps, read))
  if (isRefused(after)) return after
  const why = problemOf(target, steps, { before: bench.before, after })
  if (why !== undefined) return refused(why)
  const runs = steps.map(({ up }) => runOf(up.path, after)).filter(hasRun)
  const { path } = target.migration
  return { remedy: { ...{ kind: 'rewrite', path, title: wish.title, files: edits }, ...sentences(runs) } }
}

interface Sides {
  readonly before: Trial
  readonly after: Trial
}

function problemOf(target: Target, steps: readonly Step[], sides: Sides): string | undefined {
  const { before, after } = sides
  return (
    steps.map(({ up }) => stepProblem(target, up.path, sides)).find((why) => why !== undefined) ??
    schemaProblem(target, steps, after) ??
    blocking(steps, after) ??
    objection(before, after)
  )
}

/** What shows without running it. */
function textProblem(target: Target, steps: readonly Step[], read: ReadChange): string | undefined {
  return (
    steps.map((step) => oddIn(step, target, read)).find((why) => why !== undefined) ??
    placeProblem(target, steps, read) ??
    otherEffect(target.effect, runsOf(steps, read))
  )
}

const runsOf = (steps: readonly Step[], { model }: ReadChange) =>
  steps.flatMap(({ up }) => model.head.get(up.path) ?? [])

function oddIn({ up, down = up }: Step, { text }: Target, read: ReadChange): string | undefined {
  const run = undoing(up.path, down.path, read)
  if (!run) return `${up.path} is not read`
  if (run.up.document.statements.length === 0) return `${up.path} holds no statement`
  return oddStatement(run.up.document, [text]) ?? oddStatement(run.down.document, [text]) ?? lossOf(run)
}

/** The tool runs the steps one after the other, where the migration ran. */
function placeProblem(
  { migration }: Target,
  steps: readonly Step[],
  { survey }: ReadChange,
): string | undefined {
  const members = steps.map(({ up }) => survey.head.members.get(up.path)?.migration)
  const isInOrder = members.every(
    (member, i) =>
      member?.role === 'up' &&
      member.nameProblem === undefined &&
      member.history === migration.history &&
      member.order === (members[0]?.order ?? 0) + i,
  )
  return isInOrder ? undefined : `${migration.tool} would not run the steps one after the other`
}

function stepProblem({ run: original }: Target, path: string, { before, after }: Sides): string | undefined {
  const unread = unreadPart(path, before, after)
  if (unread !== undefined) return unread
  const run = runOf(path, after)
  if (!hasRun(run)) return run.why
  const failing = failsOnRows([run], original)
  if (failing !== undefined) return failing
  const isUndone = run.file.undo?.outcome === 'restored'
  if (original.file.undo?.outcome === 'restored' && !isUndone)
    return `${path} cannot be undone, and the migration could`
  return run.file.undo && !isUndone ? `the undo script of ${path} does not undo it` : longBlock(run)
}

function schemaProblem(target: Target, steps: readonly Step[], after: Trial): string | undefined {
  const last = runOf(steps.at(-1)?.up.path ?? '', after)
  const [was, is] = [target.run.rehearsal.schema, hasRun(last) ? last.rehearsal.schema : undefined]
  if (!was || !is) return 'the schema that it ends in is not known'
  const key = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .sort()
    .find((one) => was[one] !== is[one])
  return key === undefined ? undefined : `it ends in another schema: ${key}`
}

function blocking(steps: readonly Step[], after: Trial): string | undefined {
  const paths = new Set(steps.map(({ up }) => up.path))
  const found = held(after).find(({ path, enforcement }) => enforcement === 'block' && paths.has(path))
  return found && `${found.ruleId} still blocks: ${found.message}`
}

function sentences(runs: readonly Run[]): Proved {
  const [first] = runs
  const server = first ? serverOf(first) : ''
  const isUndone = runs.every(({ file }) => file.undo?.outcome === 'restored')
  const proof = [
    `Applied step by step in the rehearsal on ${server}${isUndone ? ', and undone' : ''}.`,
    'No blocking lock is held while anything takes long.',
    'It ends in the same schema, the order of columns aside.',
    'What it does to rows, names and rights is what the migration does, in the same order.',
    'No rule blocks it.',
  ]
  return proved(proof, withoutRows(runs))
}
