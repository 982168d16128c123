import type { Claim, Evidence, FailureClaim, WorkClaim } from './finding.ts'
import type { RehearsedStep, SeenWork, ServerError } from './rehearsal.ts'
import type { Context, RehearsedWorld } from './rule.ts'
import { type Around, empties, type SeenOn, seenOn } from './seen.ts'
import { atLeast, type LockMode, type Statement } from './statement.ts'
import { shortened } from './text.ts'

/** What a rehearsal says of a claim; where it can say nothing, there is none. */
export type Verdict =
  | { readonly kind: 'confirmed' | 'corrected'; readonly evidence: Evidence }
  | {
      readonly kind: 'disproved'
      /** What the server did instead, as a sentence. */
      readonly why: string
    }

type World = Around & Pick<Context, 'version'>

/**
 * Holds what is claimed of a statement against what the rehearsal saw of it. Only what ran to its end in full view can disprove
 * anything: of a statement inside a block it must have been seen that it ran.
 */
export function confront(claim: Claim, statement: Statement, world: World): Verdict | undefined {
  const { seen } = world.at(statement)
  if (!world.rehearsed || !seen || (statement.inside && statement.ran !== true)) return undefined
  return claim.does === 'fail'
    ? confrontFailure(claim, seen, { statement, world, rehearsed: world.rehearsed })
    : confrontWork(claim, seen, { statement, world })
}

function confrontWork(
  claim: WorkClaim,
  step: RehearsedStep,
  { statement, world }: { readonly statement: Statement; readonly world: World },
): Verdict | undefined {
  if (!step.watched || step.error || step.failedOnSamples) return undefined
  const seen = seenOn(claim.table, statement, world)
  if (!seen) return undefined
  const work = seen.work.filter(({ kind }) => kind !== 'truncate')
  const isHeld = reaches(seen.lock?.mode, claim.lock)
  const isBlocking = reaches(seen.lock?.mode, claim.lock && weaker(claim.lock, 'SHARE'))
  const isDone = !claim.work || seen.work.some(({ kind }) => claim.work?.includes(kind))
  const isOther = isBlocking && (isDone || work.length > 0)
  if (isOther || (isHeld && isDone)) {
    const evidence = measured(claim.work ? 'scan' : 'lock', `${inWords(world)} saw ${whatOf(seen)}.`)
    return { kind: isHeld && isDone ? 'confirmed' : 'corrected', evidence }
  }
  const isInView = !step.isStandIn && (!statement.inside || isLeftToSee(claim, statement, { step, seen }))
  return seen.isTelling && isInView
    ? { kind: 'disproved', why: `${inWords(world)} saw ${whatOf(seen)}.` }
    : undefined
}

/**
 * Whether a statement inside a block would have left what is looked for. A handler takes back locks and files with the error it catches,
 * and a function may count no scans while it runs.
 */
function isLeftToSee(
  { lock, work = [] }: WorkClaim,
  statement: Statement,
  { step, seen }: { readonly step: RehearsedStep; readonly seen: SeenOn },
): boolean {
  if (!hasStood(statement, step) || work.includes('scan') || empties(step, seen.names)) return false
  return seen.lock !== undefined && reaches(seen.lock.mode, lock)
}

/** Whether it ran itself, and nothing that it did can have been taken back; what is guarded may besides do something else in production. */
const hasStood = ({ inside }: Statement, { caught, isStandIn }: RehearsedStep) =>
  !isStandIn && (!inside || (!inside.guarded && caught !== true))

function confrontFailure(
  { table }: FailureClaim,
  step: RehearsedStep,
  around: { readonly statement: Statement; readonly world: World; readonly rehearsed: RehearsedWorld },
): Verdict | undefined {
  const { statement, world, rehearsed } = around
  const { error, failedOnSamples } = step
  const failure = error ?? (table === undefined ? undefined : failedOnSamples)
  if (failure) {
    if (isExcused(rehearsed)) return undefined
    return { kind: 'confirmed', evidence: refusal(failure, world, rehearsed) }
  }
  const isKnown =
    table === undefined ? isWhole(rehearsed) : seenOn(table, statement, world)?.isTelling === true
  const why = `${inWords(world)} ran it without an error.`
  return isKnown && hasStood(statement, step) && !failedOnSamples ? { kind: 'disproved', why } : undefined
}

/** The server's words, and the place in the file where it stopped reading. */
function refusal(
  { message, code, detail, hint, at }: ServerError,
  world: World,
  { file: { path } }: RehearsedWorld,
): Evidence {
  const words = [`${message} (${code}).`, detail, hint].filter((part) => part !== undefined).join(' ')
  const evidence = measured('server-error', `${inWords(world)} ended with: ${shortened(words, longest)}`)
  return at === undefined ? evidence : { ...evidence, place: { path, range: { start: at, end: at } } }
}

const longest = 400

const isExcused = ({ file }: RehearsedWorld) => file.outcome !== 'not-rehearsed' && file.excuse !== undefined

/** Whether the base is all that was merged: extensions and roles of its own aside. */
function isWhole({ base }: RehearsedWorld): boolean {
  return base.skipped.length === 0 && base.stubs.every(({ kind }) => kind === 'role' || kind === 'extension')
}

function reaches(mode: LockMode | undefined, least: LockMode | undefined): boolean {
  if (least === undefined) return true
  return mode !== undefined && atLeast(mode, least)
}

const weaker = (one: LockMode, other: LockMode) => (atLeast(one, other) ? other : one)

/** The embedded server has a version of its own; where it is not the one under review, that is said. */
function inWords({ rehearsed, version }: World): string {
  const server = rehearsed?.server.version
  return server === version ? 'The rehearsal' : `The rehearsal in Postgres ${server}`
}

const measured = (kind: Evidence['kind'], text: string): Evidence => ({ strength: 'measured', kind, text })

/** `ACCESS EXCLUSIVE on orders and a scan of it` */
function whatOf({ name, lock, work }: SeenOn): string {
  const kinds = (Object.keys(nouns) as SeenWork['kind'][]).filter((kind) =>
    work.some((one) => one.kind === kind),
  )
  const held = lock && `${lock.mode} on ${name}${lock.isNew ? '' : ' held since an earlier statement'}`
  const done = kinds.map((kind) => nouns[kind])
  if (!held) return done.length === 0 ? `no lock on ${name}` : `${done.join(' and ')} of ${name}`
  return done.length === 0
    ? `${held}, and no pass over its rows`
    : `${held} and ${done.map((noun) => `${noun} of it`).join(' and ')}`
}

const nouns: Readonly<Record<SeenWork['kind'], string>> = {
  rewrite: 'a rewrite',
  scan: 'a scan',
  build: 'an index build',
  truncate: 'the emptying',
}
