import { createHash } from 'node:crypto'
import type { Client } from '../github/app-client.ts'
import {
  type CheckAction,
  type Conclusion,
  cancelCheckRun,
  createCheckRun,
  findCheckRun,
  type Shown,
  updateCheckRun,
} from '../github/check-run.ts'
import { type CheckRunOutput, isToldBy } from '../render/check-run.ts'
import {
  type CheckRunRecord,
  checkRunCompleted,
  checkRunCreated,
  checkRunOf,
  intendCheckRun,
  isForReview,
  latestCheckRun,
  newestCheckRun,
  ofOutcome,
  openCheckRuns,
} from '../store/check-runs.ts'
import { type CheckName, checkName, opinionCheckName } from './check-names.ts'
import type { RepositoryRef, Task } from './task.ts'
import { assertHeld, clientFor, type TaskContext } from './task-context.ts'

/** The button on a completed run; its click arrives as `check_run.requested_action`. */
const actions = {
  [checkName]: [
    { label: 'Evaluate again', description: 'Read the change and judge it anew', identifier: 'recheck' },
  ],
  [opinionCheckName]: [
    { label: 'Ask again', description: 'Ask the model about this head anew', identifier: 'review' },
  ],
} satisfies Record<CheckName, readonly CheckAction[]>

/** What a check run is about: `pull/7`, or `group/<sha>` for a merge queue's commit; of the second opinion `opinion/7`. */
export interface Subject {
  readonly repository: RepositoryRef
  readonly name: string
  readonly head: string
  /** Left out: the gate. */
  readonly check?: CheckName
}

/** The words of a completed run. */
export type Outcome = Omit<CheckRunOutput, 'conclusion'> & { readonly conclusion: Conclusion }

/** One head and one request make one run: its id is known before GitHub is asked. */
function externalIdOf({ repository, name, head }: Subject, request: string): string {
  const hash = createHash('sha256').update(JSON.stringify([repository.id, name, head, request]))
  return `sluice-${hash.digest('hex').slice(0, 32)}`
}

export interface Run extends CheckRunRecord {
  /** Announced by this very attempt: nobody else can have made it at GitHub, or written to it. */
  readonly isNew?: boolean
}

/** Stands for the hash of an outcome where a review was given up: there is no outcome yet. */
const givenUp = 'given up'

/**
 * The run of this head and request; it may have been begun, or completed, by an earlier attempt. One that was cancelled (the head moved
 * on, and came back) counts no more, and one that was given up does not once somebody tries again.
 */
export async function runFor(context: TaskContext, subject: Subject, request: string): Promise<Run> {
  const run = await announced(context, subject, request)
  const counts = run.conclusion !== 'cancelled' && run.outputHash !== givenUp
  if (run.status !== 'completed' || counts) return run
  return runFor(context, subject, `${request} after ${run.externalId}`)
}

async function announced({ database, job }: TaskContext, subject: Subject, request: string): Promise<Run> {
  const externalId = externalIdOf(subject, request)
  const known = await checkRunOf(database, externalId)
  if (known) return known
  const { repository, name: about, head, check: name = checkName } = subject
  const wanted = { repository: repository.id, subject: about, head, name, request }
  const task = job.payload as Task
  const isNew = await intendCheckRun(database, {
    ...{ externalId, ...wanted },
    ...(task.kind === 'merge-group' && { task }),
  })
  const made = await checkRunOf(database, externalId)
  if (!made) throw new Error(`the check run ${externalId} was written and cannot be read`)
  return { ...made, isNew }
}

/** Shows at GitHub that the run waits, or is being worked on. A run that an earlier attempt may have made is looked up, never made twice. */
export async function showRun(
  context: TaskContext,
  { repository }: Subject,
  run: Run & { readonly wanted: 'queued' | 'in_progress' },
): Promise<number> {
  const { wanted: status, externalId, name, head } = run
  const client = await clientFor(context, repository)
  if (run.githubId !== null) {
    if (run.status !== status) await updateCheckRun(client, repository, run.githubId, { status })
    await checkRunCreated(context.database, externalId, run.githubId, status)
    return run.githubId
  }
  await assertHeld(context)
  const lookUp = !run.isNew
  const id = await createCheckRun(client, repository, { name, head, externalId, status, lookUp })
  await checkRunCreated(context.database, externalId, id, status)
  return id
}

type Completing = Run & { readonly output: Outcome; readonly isGivenUp?: true }

/**
 * Completes a run, which is made where it was not shown before; answers the external id of the run that shows the outcome. That is
 * another one where GitHub has this one as complete with other words: they stay, and what counts is said anew.
 */
export async function completeRun(context: TaskContext, subject: Subject, run: Completing): Promise<string> {
  const { output, externalId, isGivenUp = false } = run
  const shown = await showComplete(context, subject, run)
  if (shown && !isToldBy(shown, output)) {
    await checkRunCompleted(context.database, externalId, shown.conclusion ?? 'unknown', notOurs)
    const next = await runFor(context, subject, outcomeAfter(externalId, hashOf(output)))
    return completeRun(context, subject, { ...next, output, ...(isGivenUp && { isGivenUp }) })
  }
  const hash = isGivenUp ? givenUp : hashOf(output)
  await checkRunCompleted(context.database, externalId, output.conclusion, hash)
  return externalId
}

const outcomeAfter = (externalId: string, hash: string) => `${ofOutcome}${hash} after ${externalId}`

/** Stands for the hash of an outcome that we do not know, so that it is never the one wanted. */
const notOurs = ''

/** Answers what the run shows where it was complete before. */
async function showComplete(
  context: TaskContext,
  { repository, check = checkName }: Subject,
  { output, externalId, githubId, name, head, isNew = false }: Completing,
): Promise<Shown | undefined> {
  const { conclusion, ...words } = output
  const state = { conclusion, output: words, actions: actions[check], lookUp: !isNew }
  const client = await clientFor(context, repository)
  await assertHeld(context)
  const made =
    githubId ?? (isNew ? undefined : await findCheckRun(client, repository, { name, head, externalId }))
  if (made !== undefined) {
    const shown = await updateCheckRun(client, repository, made, state)
    if (githubId === null) await checkRunCreated(context.database, externalId, made, 'in_progress')
    return shown
  }
  const wanted = { ...state, name, head, externalId, status: 'completed' as const, lookUp: false }
  const id = await createCheckRun(client, repository, wanted)
  await checkRunCreated(context.database, externalId, id, 'in_progress')
  return undefined
}

/**
 * Makes GitHub show this outcome for a head that was judged before. A completed run is never changed (its annotations could only grow):
 * another outcome is another run, and the newest of a name counts. The same outcome writes nothing. Answers the external id of the run
 * that shows it.
 */
export async function showOutcome(context: TaskContext, subject: Subject, output: Outcome): Promise<string> {
  const { repository, name, head, check = checkName } = subject
  const latest = await latestCheckRun(context.database, repository.id, name, head)
  if (latest && latest.status !== 'completed') {
    if (isForReview(latest)) throw new Error(`the check run ${latest.externalId} waits for a review`)
    return completeRun(context, subject, { ...latest, output })
  }
  const hash = hashOf(output)
  const newest = await newestCheckRun(context.database, { repository: repository.id, head, name: check })
  if (latest?.outputHash === hash && !isHidden(output, newest)) return latest.externalId
  const run = await runFor(context, subject, outcomeAfter(newest?.externalId ?? 'none', hash))
  return completeRun(context, subject, { ...run, output })
}

/** Whether the commit shows something else, by a run for another pull request that has it too. */
function isHidden({ conclusion }: Outcome, newest: CheckRunRecord | undefined): boolean {
  return newest?.status === 'completed' && newest.conclusion !== conclusion
}

/**
 * Ends the runs of this subject that nobody waits for any more; `kept` stays, if the pull request is open at all. Answers which commits
 * lost one: it may have been what other pull requests of them show.
 */
export async function cancelOthers(
  context: TaskContext,
  subject: Subject,
  kept: string | undefined,
): Promise<readonly string[]> {
  const { repository, name, head } = subject
  const superseded = (run: CheckRunRecord) =>
    run.head === head ? 'Superseded by a newer run.' : `Superseded by ${head.slice(0, 7)}.`
  const open = await openCheckRuns(context.database, repository.id, name)
  const others = open.filter(({ externalId }) => externalId !== kept)
  if (others.length === 0) return []
  const client = await clientFor(context, repository)
  for (const run of others) {
    const why = kept === undefined ? 'The pull request was closed.' : superseded(run)
    await cancelRun(context, client, { subject, run, why })
  }
  return others.map((run) => run.head)
}

async function cancelRun(
  { database }: TaskContext,
  client: Client,
  { subject, run, why }: { subject: Subject; run: CheckRunRecord; why: string },
): Promise<void> {
  // One that was announced may have been made, and its answer lost.
  const id = run.githubId ?? (await findCheckRun(client, subject.repository, run))
  const shown = id === undefined ? undefined : await cancelCheckRun(client, subject.repository, id, why)
  await checkRunCompleted(database, run.externalId, shown?.conclusion ?? 'cancelled', notOurs)
}

function hashOf(output: Outcome): string {
  return createHash('sha256').update(JSON.stringify(output)).digest('hex').slice(0, 32)
}
