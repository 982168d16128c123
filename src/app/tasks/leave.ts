import { notEvaluated } from '../../core/enforcement.ts'
import type { JudgedFinding } from '../../core/report.ts'
import { daysAfter } from '../../core/waiver.ts'
import { isMember } from '../../github/read.ts'
import { dismiss, endWaiver, grantWaiver } from '../../store/waivers.ts'
import { clientFor, type TaskContext, today } from '../task-context.ts'
import { type Answer, type Asked, no } from './asked.ts'

// Leave that a person gives for one finding. Who may is decided by the policy of the base branch and by GitHub, at the time it is asked.

interface WaiverAsked {
  readonly finding: JudgedFinding
  readonly until: string
  readonly reason: string
  readonly scope: 'pull' | 'repository'
}

export async function waive(
  context: TaskContext,
  asked: Asked,
  { finding, until, reason, scope }: WaiverAsked,
): Promise<Answer> {
  const why = notWaivable(finding) ?? tooLong(asked, until) ?? (await notEntitled(context, asked))
  if (why !== undefined) return no(why)
  const { task, pull } = asked
  const { fingerprint, ruleId, subject } = finding
  const isBlind = blindToContent.includes(ruleId)
  if (isBlind && scope === 'repository')
    return no(`\`${ruleId}\` is about this commit, so it cannot be waived for the whole repository.`)
  const given = {
    ...{ fingerprint, ruleId, subject: subject.name, by: task.comment.author, reason, until, scope },
    baseRef: pull.baseRef,
    ...(isBlind && { head: pull.head }),
  }
  await grantWaiver(context.database, { repository: task.repository.id, number: pull.number, ...given })
  return { done: true, detail: { waived: given, number: finding.number }, decide: true }
}

/** Their fingerprints name a file and not what is in it: leave for one of them must not outlive the next push. */
const blindToContent: readonly string[] = ['governance/policy-change', notEvaluated]

export async function unwaive(context: TaskContext, asked: Asked, finding: JudgedFinding): Promise<Answer> {
  const why = await notEntitled(context, asked)
  if (why !== undefined) return no(why)
  const { task, pull } = asked
  const { fingerprint, number, ruleId } = finding
  const ended = await endWaiver(context.database, {
    repository: task.repository.id,
    number: pull.number,
    fingerprint,
    baseRef: pull.baseRef,
    by: task.comment.author,
  })
  if (!ended) return no(`Finding ${number} has no waiver.`)
  return { done: true, detail: { unwaived: { fingerprint, ruleId }, number }, decide: true }
}

/** For what does not block: it is not shown again on this pull request. */
export async function dismissFinding(
  context: TaskContext,
  { task, pull }: Asked,
  { finding, reason }: { readonly finding: JudgedFinding; readonly reason: string },
): Promise<Answer> {
  const { fingerprint, ruleId, number, enforcement, status } = finding
  if (status !== 'introduced') return no(`Finding ${number} is not of this change.`)
  if (enforcement === 'block')
    return no(
      `Finding ${number} blocks; it can be waived: \`/sluice waive ${number} until=DATE reason="..."\`.`,
    )
  await dismiss(context.database, {
    repository: task.repository.id,
    number: pull.number,
    fingerprint,
    ruleId,
    by: task.comment.author,
    reason,
  })
  return { done: true, detail: { dismissed: { fingerprint, ruleId, reason }, number }, decide: true }
}

function notWaivable({ number, status, suppressedBy }: JudgedFinding): string | undefined {
  if (status !== 'introduced') return `Finding ${number} is not of this change, so there is nothing to waive.`
  return suppressedBy ? `Finding ${number} is suppressed in the code already.` : undefined
}

function tooLong({ known }: Asked, until: string): string | undefined {
  const days = known?.evaluation.policy.waivers.maxDays ?? 0
  const now = today()
  if (until < now) return `${until} is in the past.`
  const last = daysAfter(now, days)
  return until > last ? `The policy lets a waiver last ${days} days at most: until=${last}.` : undefined
}

/** Why this person may not give leave here; undefined when they may. */
async function notEntitled(context: TaskContext, { task, known }: Asked): Promise<string | undefined> {
  const teams = known?.evaluation.policy.waivers.teams ?? []
  if (teams.length === 0) return undefined
  const client = await clientFor(context, task.repository)
  const answers = await Promise.all(teams.map((team) => isMember(client, team, task.comment.author)))
  if (answers.includes('yes')) return undefined
  const named = teams.map((team) => `\`${team}\``).join(', ')
  return answers.includes('unknown')
    ? `The policy leaves this to ${named}, and Sluice may not see who belongs there (permission Members: read).`
    : `The policy leaves this to ${named}.`
}
