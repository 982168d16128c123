import { notEvaluated } from '../../core/enforcement.ts'
import type { JudgedFinding } from '../../core/report.ts'
import { daysAfter } from '../../core/waiver.ts'
import { dismissedText, unwaivedText, waivedText } from '../../render/replies.ts'
import { dismiss, endWaiver, grantWaiver } from '../../store/waivers.ts'
import type { TaskContext } from '../task-context.ts'
import { today } from '../today.ts'
import { type Answer, type Asked, type Deed, no } from './asked.ts'
import { isOwn, notEntitled } from './authority.ts'

// Leave that a person gives for one finding.

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
): Promise<Answer | Deed> {
  const plain = notWaivable(finding) ?? tooLong(asked, until) ?? isOwn(asked)
  const why = plain ?? (await notEntitled(context, asked))
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
  return async (inside) => {
    await grantWaiver(inside, { repository: task.repository.id, number: pull.number, ...given })
    const detail = { waived: given, number: finding.number }
    return { done: true, text: waivedText(finding, given), detail, decide: true }
  }
}

/** Their fingerprints name a file and not what is in it: leave for one of them must not outlive the next push. */
const blindToContent: readonly string[] = ['governance/policy-change', notEvaluated]

export async function unwaive(
  context: TaskContext,
  asked: Asked,
  finding: JudgedFinding,
): Promise<Answer | Deed> {
  const why = await notEntitled(context, asked)
  if (why !== undefined) return no(why)
  const { task, pull } = asked
  const { fingerprint, number, ruleId } = finding
  const { baseRef } = pull
  const about = { repository: task.repository.id, number: pull.number, fingerprint, baseRef }
  return async (inside) => {
    if (!(await endWaiver(inside, { ...about, by: task.comment.author })))
      return no(`Finding ${number} has no waiver.`)
    const detail = { unwaived: { fingerprint, ruleId, baseRef }, number }
    return { done: true, text: unwaivedText(finding), detail, decide: true }
  }
}

/** For what does not block: it is not shown again on this pull request. */
export function dismissFinding(asked: Asked, finding: JudgedFinding, reason: string): Answer | Deed {
  const { fingerprint, ruleId, number, enforcement, status } = finding
  const { task, pull } = asked
  if (status !== 'introduced') return no(`Finding ${number} is not of this change.`)
  if (enforcement === 'block')
    return no(
      `Finding ${number} blocks; it can be waived: \`/sluice waive ${number} until=DATE reason="..."\`.`,
    )
  const why = isOwn(asked)
  if (why !== undefined) return no(why)
  const about = { repository: task.repository.id, number: pull.number, fingerprint, ruleId }
  return async (inside) => {
    await dismiss(inside, { ...about, by: task.comment.author, reason })
    const detail = { dismissed: { fingerprint, ruleId, reason }, number }
    return { done: true, text: dismissedText(finding), detail, decide: true }
  }
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
