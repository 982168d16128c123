import type { Enforcement } from '../core/finding.ts'
import { enforcements, severities } from '../core/finding.ts'
import type { DropReason, ModelFinding, Opinion, QuestionReport, Remedy } from '../core/opinion.ts'
import { noUsage, usageSum } from '../core/opinion.ts'
import type { Policy, ReviewSetting } from '../core/policy.ts'
import type { Verified } from './answer.ts'
import type { Memory } from './journal.ts'
import { fixedOf } from './settled.ts'
import { problemsOf, statusOf, verdictOf } from './standing.ts'

/** A verified finding after it was put to the model once more to be refuted. */
export interface Judged {
  readonly finding: Verified
  readonly isUpheld: boolean
  /** Of its suggestion, where that was tried and accepted. */
  readonly proof?: readonly string[]
  readonly caveats?: readonly string[]
}

/** All that an opinion is decided from. The rules' findings and verdict are not among it. */
export interface OpinionInput {
  readonly setting: ReviewSetting
  readonly modelUnavailable: Policy['on']['modelUnavailable']
  readonly memory: Memory
  /** Number of the first finding. */
  readonly firstNumber: number
  readonly notRead: readonly string[]
  readonly judged: readonly Judged[]
  readonly dropped: readonly { readonly reason: DropReason }[]
  readonly remedies: readonly Remedy[]
  readonly questions: readonly QuestionReport[]
  readonly promptVersion: string
  readonly seconds: number
}

/** More than this nobody reads; the rest is counted. */
const mostFindings = 20

/** The second opinion on a head. What was not upheld is dropped; what was is weighed by the policy, put in order and numbered. */
export function decideOpinion(input: OpinionInput): Opinion {
  const { setting, memory, questions } = input
  const upheld = input.judged.filter(({ isUpheld }) => isUpheld)
  const weighed = upheld.map((one) => weighedBy(setting, memory, one)).sort(byGravity)
  const findings = weighed
    .slice(0, mostFindings)
    .map((finding, index) => ({ number: input.firstNumber + index, ...finding }))
  const status = statusOf(setting, questions)
  return {
    status,
    problems: problemsOf(questions),
    verdict: verdictOf(findings, { ...input, status }),
    findings,
    fixed: fixedOf(input),
    remedies: input.remedies,
    questions,
    notRead: input.notRead,
    dropped: counted([
      ...input.dropped.map(({ reason }) => reason),
      ...input.judged.filter(({ isUpheld }) => !isUpheld).map((): DropReason => 'not-upheld'),
      ...weighed.slice(mostFindings).map((): DropReason => 'below-the-bar'),
    ]),
    round: memory.round,
    isShadow: setting.shadow,
    share: setting.share,
    promptVersion: input.promptVersion,
    usage: questions.map(({ usage }) => usage).reduce(usageSum, noUsage),
    seconds: input.seconds,
  }
}

type Weighed = Omit<ModelFinding, 'number'>

function weighedBy(
  setting: ReviewSetting,
  { earlier }: Memory,
  { finding, proof, caveats }: Judged,
): Weighed {
  const { suggested, ...said } = finding
  const suggestion =
    suggested !== undefined && proof ? { text: suggested, proof, ...(caveats && { caveats }) } : undefined
  const before = earlier.find(({ fingerprint }) => fingerprint === said.fingerprint)
  return {
    ...said,
    enforcement: enforcementOf(setting, finding, suggestion !== undefined),
    status: before && before.state !== 'fixed' ? 'open' : 'new',
    ...(suggestion && { suggestion }),
    ...(before?.state === 'dismissed' && {
      dismissedBy: { by: before.by ?? 'somebody', reason: before.reason ?? 'no reason was given' },
    }),
  }
}

/** As the policy says, but `block` only for what is sure and where code has found a part of it itself; what is unsure is for information. */
function enforcementOf(setting: ReviewSetting, finding: Verified, isTried: boolean): Enforcement {
  const wanted = setting.categories[finding.category] ?? setting.enforcement
  const hasProof = isTried || finding.evidence.some(({ strength }) => strength !== 'inferred')
  const most =
    finding.confidence === 'low' ? 'info' : finding.confidence === 'high' && hasProof ? 'block' : 'warn'
  return atMost(wanted, most)
}

function atMost(wanted: Enforcement, most: Enforcement): Enforcement {
  return enforcements.indexOf(wanted) < enforcements.indexOf(most) ? most : wanted
}

const confidences = ['high', 'medium', 'low'] as const

/** Enforcement, severity, confidence, place, fingerprint: a total order. */
function byGravity(one: Weighed, other: Weighed): number {
  return (
    enforcements.indexOf(one.enforcement) - enforcements.indexOf(other.enforcement) ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    confidences.indexOf(one.confidence) - confidences.indexOf(other.confidence) ||
    compareText(one.path, other.path) ||
    one.lines.startLine - other.lines.startLine ||
    compareText(one.fingerprint, other.fingerprint)
  )
}

const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function counted(reasons: readonly DropReason[]): Opinion['dropped'] {
  const sorted = Map.groupBy(reasons, (reason) => reason)
  return Object.fromEntries([...sorted].map(([reason, all]) => [reason, all.length]).sort())
}
