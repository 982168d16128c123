import { notEvaluated } from './enforcement.ts'
import type { Enforcement, Finding } from './finding.ts'
import { andList, orList } from './near-names.ts'
import type { Policy } from './policy.ts'
import type { Decision, Verdict } from './report.ts'
import { type RiskInput, riskOf } from './risk.ts'

/** An approving review of the head commit. */
interface Approval {
  readonly login: string
  /** Teams the person belongs to, `organisation/team`. */
  readonly teams: readonly string[]
}

export interface DecideInput extends RiskInput {
  readonly findings: readonly (Pick<
    Finding,
    'ruleId' | 'path' | 'severity' | 'weight' | 'status' | 'subject' | 'suppressedBy' | 'origin'
  > & {
    readonly enforcement: Enforcement
  })[]
  readonly policy: Pick<Policy, 'approvals' | 'on'>
  readonly approvals?: readonly Approval[]
  /** Why the review could not be done, as sentences; any makes the verdict `error`. */
  readonly failures?: readonly string[]
}

/**
 * The verdict and why. Only introduced findings that nothing suppresses count. What was not read counts as `on.not_evaluated` says.
 * Missing approvals are no verdict of their own: see `approvalsMissing`.
 */
export function decide(input: DecideInput): Decision {
  const risk = riskOf(input)
  const approvals = approvalsFor(input, risk.level)
  const reasons = [...failed(input), ...mustFix(input), ...unread(input), ...worthALook(input)]
  const missing = approvals.required - approvals.given.length
  const sentences = reasons.map(({ text }) => text)
  if (missing > 0) sentences.push(approvalSentence(risk.level, approvals))
  if (sentences.length === 0) sentences.push(nothing(input))
  const verdict =
    gravest.find((candidate) => reasons.some((reason) => reason.verdict === candidate)) ?? 'pass'
  return { verdict, risk, reasons: sentences, approvals }
}

/** How many approvals the policy still wants. */
export function approvalsMissing({ approvals }: Pick<Decision, 'approvals'>): number {
  return Math.max(0, approvals.required - approvals.given.length)
}

interface Reason {
  readonly verdict: Verdict
  readonly text: string
}

const gravest: readonly Verdict[] = ['error', 'block', 'warn']

function failed({ failures = [] }: DecideInput): Reason[] {
  return failures.map((text) => ({ verdict: 'error', text }))
}

function mustFix(input: DecideInput): Reason[] {
  const found = counting(input).filter(({ enforcement }) => enforcement === 'block')
  if (found.length === 0) return []
  return [{ verdict: 'block', text: `${count(found.length, 'finding')} must be fixed: ${byRule(found)}.` }]
}

function worthALook(input: DecideInput): Reason[] {
  const found = counting(input).filter(({ enforcement }) => enforcement === 'warn')
  if (found.length === 0) return []
  return [{ verdict: 'warn', text: `${count(found.length, 'finding')} worth a look: ${byRule(found)}.` }]
}

function counting({ findings }: DecideInput): DecideInput['findings'] {
  return findings.filter(
    ({ status, suppressedBy, ruleId }) => status === 'introduced' && !suppressedBy && ruleId !== notEvaluated,
  )
}

/** Files that were not read in full. A file whose unread part was there before (its finding is existing) does not count. */
function unread({ findings, coverage, policy }: DecideInput): Reason[] {
  const enforcement = policy.on.notEvaluated
  if (enforcement === 'ignore') return []
  const found = findings.filter(({ ruleId }) => ruleId === notEvaluated)
  const judged = new Set(found.map(({ path }) => path))
  const paths = new Set([
    ...found.filter(({ status }) => status === 'introduced').map(({ path }) => path),
    ...coverage
      .filter(({ path, status }) => status !== 'evaluated' && !judged.has(path))
      .map(({ path }) => path),
  ])
  if (paths.size === 0) return []
  const blocks = enforcement === 'block' ? ', and the policy blocks on that' : ''
  return [
    {
      verdict: enforcement,
      text: `${count(paths.size, 'file')} could not be read in full${blocks}: ${listed([...paths].sort())}.`,
    },
  ]
}

function approvalsFor(
  { policy, approvals = [] }: DecideInput,
  level: Decision['risk']['level'],
): Decision['approvals'] {
  const { count: required, teams } = policy.approvals[level] ?? { count: 0, teams: [] }
  const entitled = approvals.filter(
    (approval) => teams.length === 0 || approval.teams.some((team) => teams.includes(team)),
  )
  return { required, teams, given: [...new Set(entitled.map(({ login }) => login))].sort() }
}

function approvalSentence(level: string, { required, teams, given }: Decision['approvals']): string {
  const from = teams.length > 0 ? ` from ${orList(teams)}` : ''
  return `A change of ${level} risk needs ${count(required, 'approval')}${from}; given so far: ${given.length}.`
}

function nothing({ findings }: DecideInput): string {
  const shown = findings.filter(({ status, suppressedBy }) => status === 'introduced' && !suppressedBy).length
  return shown === 0 ? 'This change adds no findings.' : `${count(shown, 'finding')} for information only.`
}

/** `postgres/ban-lock-table (2), migration/require-where`: most frequent first. */
function byRule(found: readonly { readonly ruleId: string }[]): string {
  const rows = [...Map.groupBy(found, ({ ruleId }) => ruleId)].map(([id, members]) => ({
    id,
    total: members.length,
  }))
  rows.sort((one, other) => other.total - one.total || (one.id < other.id ? -1 : 1))
  return listed(rows.map(({ id, total }) => (total === 1 ? id : `${id} (${total})`)))
}

function listed(words: readonly string[]): string {
  return words.length <= 5 ? andList(words) : `${words.slice(0, 4).join(', ')} and ${words.length - 4} more`
}

const count = (amount: number, noun: string) => `${amount} ${noun}${amount === 1 ? '' : 's'}`
