import { approvalsMissing, isOpen } from '../core/decide.ts'
import { conclude, couldNotEvaluate, type Evaluation, type Leave } from '../core/evaluation.ts'
import type { Report } from '../core/report.ts'
import type { Client } from '../github/app-client.ts'
import { putComment } from '../github/comment.ts'
import { kindOf } from '../github/errors.ts'
import { pullFacts } from '../github/read.ts'
import { postReview } from '../github/review.ts'
import { settleThreads } from '../github/threads.ts'
import { approvalsFor } from '../pipeline/approvals.ts'
import { renderCheckRun } from '../render/check-run.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { fingerprintIn, suggestionOf } from '../render/suggestion.ts'
import { reviewSettingOf } from '../review/setting.ts'
import { record } from '../store/audit.ts'
import { latestCheckRun } from '../store/check-runs.ts'
import type { Evaluated } from '../store/evaluations.ts'
import { enqueue } from '../store/jobs.ts'
import { rememberModelComment } from '../store/model-comments.ts'
import { latestOpinion } from '../store/opinions.ts'
import { pullOf } from '../store/pulls.ts'
import { dismissalsFor, waiversFor } from '../store/waivers.ts'
import { recallWrite, recordWrite } from '../store/writes.ts'
import { completeRun, type Run, type Subject, showOutcome } from './check-runs.ts'
import { newAsk } from './jobs.ts'
import { gravest, tellOthers } from './shared-head.ts'
import { opinionToTell } from './shown-opinion.ts'
import type { PullFacts, RepositoryRef } from './task.ts'
import { assertHeld, clientFor, ledgerOn, type TaskContext } from './task-context.ts'
import { today } from './today.ts'

/** An evaluation of a pull request's head, on its way to GitHub. */
export interface Judged {
  readonly repository: RepositoryRef
  readonly pull: PullFacts
  readonly evaluation: Evaluation
  /** Lines of head that stand in the pull request's diff, by path. */
  readonly hunks: Hunks
  /** The check run that waits for this outcome; left out when an outcome is shown again. */
  readonly run?: Run
}

export type Hunks = Readonly<Record<string, readonly { startLine: number; endLine: number }[]>>

/** What publishing came to: `moved` when GitHub shows another head or base by now, and nothing was written. */
export type Published = { readonly report: Report } | { readonly moved: PullFacts }

/** Decides and shows it: the check run first, as it is what people wait for, then the comment, then the review. Twice is as once. */
export async function publish(context: TaskContext, judged: Judged): Promise<Published> {
  const { repository, pull, evaluation } = judged
  const client = await clientFor(context, repository)
  const leave = await leaveFor(context, client, judged)
  const report = conclude(evaluation, leave)
  const now = await pullFacts(client, repository, pull.number)
  if (now.head !== pull.head || now.baseRef !== pull.baseRef || now.state !== 'open') return { moved: now }
  await assertHeld(context)
  const run = await gate(context, judged, report)
  if (run.isNew) await tellOthers(context, judged)
  await remember(context, { ...judged, report }, run.externalId)
  await askNext(context, judged, now)
  const { paused = false } = (await pullOf(context.database, repository.id, pull.number)) ?? {}
  // Only now, as nothing of it counts for the gate.
  const opinion = await opinionToTell(context.database, placeOf(judged), evaluation)
  const told = { ...judged, report: opinion ? conclude(evaluation, leave, opinion) : report }
  if (!now.draft && !paused) await talk(context, told)
  return { report }
}

/** The gate is shown, and nothing of it waits for a model any more. A head whose opinion people see now is not asked about again. */
async function askNext(
  { database, job, asking, configuration }: TaskContext,
  judged: Judged,
  pull: PullFacts,
): Promise<void> {
  const isShared = reviewSettingOf(judged.evaluation.policy).share !== 'off'
  if (!asking || !isShared || pull.draft) return
  const { head, ...place } = placeOf(judged)
  if ((await latestOpinion(database, place))?.head === head) return
  const next = newAsk(
    { repository: judged.repository, pull, request: 'head' },
    configuration.asks.delaySeconds * 1000,
  )
  await enqueue(database, { ...next, delivery: job.delivery })
}

function placeOf(judged: Pick<Judged, 'repository' | 'pull'>): Evaluated {
  const { name: subject, head } = subjectOf(judged)
  return { repository: judged.repository.id, subject, head }
}

/** What people granted so far. */
async function leaveFor(
  { database }: TaskContext,
  client: Client,
  judged: Pick<Judged, 'repository' | 'pull' | 'evaluation'>,
): Promise<Leave> {
  const { repository, pull, evaluation } = judged
  const [waivers, dismissals] = await Promise.all([
    waiversFor(database, repository.id, pull.number),
    dismissalsFor(database, repository.id, pull.number),
  ])
  const approvals = await approvalsFor(client, judged, evaluation)
  return { waivers, dismissals, ...approvals, today: today(), baseRef: pull.baseRef }
}

export function subjectOf({ repository, pull }: Pick<Judged, 'repository' | 'pull'>): Subject {
  return { repository, name: `pull/${pull.number}`, head: pull.head }
}

/** Answers which run shows the outcome, and whether something was written for it. */
async function gate(
  context: TaskContext,
  judged: Judged,
  report: Report,
): Promise<{ readonly externalId: string; readonly isNew: boolean }> {
  const { run, repository } = judged
  const client = await clientFor(context, repository)
  const own = { at: judged, output: renderCheckRun(report) }
  const output = await gravest(context, own, (of) => leaveFor(context, client, of))
  const subject = subjectOf(judged)
  if (run && run.status !== 'completed')
    return { externalId: await completeRun(context, subject, { ...run, output }), isNew: true }
  const before = await latestCheckRun(context.database, repository.id, subject.name, subject.head)
  const externalId = await showOutcome(context, subject, output)
  return { externalId, isNew: externalId !== before?.externalId }
}

/** The comment and the review. An App that may not write them still has its gate; `sluice doctor` tells what is missing. */
async function talk(context: TaskContext, said: Judged & { readonly report: Report }): Promise<void> {
  try {
    await comment(context, said)
    await suggest(context, said)
  } catch (error) {
    const { kind, message } = kindOf(error)
    if (kind !== 'forbidden') throw error
    context.log.warn({ pull: said.pull.number, reason: message }, 'the comment could not be written')
  }
}

async function comment(
  context: TaskContext,
  { repository, pull, report }: Pick<Judged, 'repository' | 'pull'> & { readonly report: Report },
): Promise<void> {
  const key = commentKey({ repository, pull })
  await putComment(await clientFor(context, repository), repository, {
    ...{ number: pull.number, key, ledger: ledgerOn(context) },
    body: renderMarkdown(report, { commands: true }),
    ownLogin: await context.clients.ownLogin(),
  })
  if (!report.opinion) return
  // What people think of the opinion they show by reactions to the comment that tells it.
  const { database } = context
  const written = await recallWrite(database, key)
  const about = { repository: repository.id, subject: subjectOf({ repository, pull }).name }
  if (written?.id !== undefined) await rememberModelComment(database, { ...about, comment: written.id })
}

/** A comment that stands must not go on to say what is known no more; where there is none, the check says enough. */
export async function correctComment(
  context: TaskContext,
  { repository, pull, failed }: Pick<Judged, 'repository' | 'pull'> & { readonly failed: readonly string[] },
): Promise<void> {
  if (!(await recallWrite(context.database, commentKey({ repository, pull })))) return
  const report = couldNotEvaluate({ base: null, head: pull.head, reasons: failed })
  await comment(context, { repository, pull, report })
}

const commentKey = ({ repository, pull }: Pick<Judged, 'repository' | 'pull'>) =>
  `comment/${repository.id}/${pull.number}`

/** One review a head, with the fixes that a click commits; threads of findings that are gone are settled. */
async function suggest(context: TaskContext, said: Judged & { readonly report: Report }): Promise<void> {
  const { repository, pull, report, hunks } = said
  const { database, clients } = context
  const client = await clientFor(context, repository)
  const open = report.findings.filter(isOpen)
  const suggestions = open.flatMap((finding) => {
    const made = suggestionOf(finding)
    return made ? [{ ...made, fingerprint: finding.fingerprint }] : []
  })
  const place = { number: pull.number, ownLogin: await clients.ownLogin() }
  const threads = `threads/${repository.id}/${pull.number}`
  const key = `review/${repository.id}/${pull.number}/${pull.head}`
  if (suggestions.length > 0) {
    // First: who comes after a crash finds that there may be threads of ours to settle.
    await recordWrite(database, threads, { id: pull.number, hash: '' })
    const ledger = ledgerOn(context)
    await postReview(client, repository, {
      ...place,
      head: pull.head,
      suggestions,
      hunks,
      key,
      ledger,
      fingerprintIn,
    })
  }
  if (!(await recallWrite(database, threads))) return
  const fingerprints = new Set(open.map(({ fingerprint }) => fingerprint))
  await settleThreads(client, repository, { ...place, open: fingerprints, fingerprintIn })
}

/** Every verdict, once: what was decided, by which policy, and on whose leave. */
async function remember(
  { database }: TaskContext,
  { repository, pull, report }: Judged & { readonly report: Report },
  run: string,
): Promise<void> {
  const { decision, findings, policy } = report
  const detail = {
    head: pull.head,
    base: report.base,
    verdict: decision.verdict,
    risk: decision.risk.level,
    blocking: findings
      .filter((one) => isOpen(one) && one.enforcement === 'block')
      .map(({ ruleId }) => ruleId),
    waived: findings.flatMap(({ fingerprint, waivedBy }) => (waivedBy ? [{ fingerprint, ...waivedBy }] : [])),
    approvals: decision.approvals.given,
    approvalsMissing: approvalsMissing(decision),
    policy: policy.sources,
  }
  await record(database, {
    actor: 'sluice',
    action: 'decided',
    repository: repository.id,
    number: pull.number,
    detail,
    dedupe: `decided/${run}`,
  })
}
