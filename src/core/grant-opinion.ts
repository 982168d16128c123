import type { ModelFinding, Opinion } from './opinion.ts'
import type { Dismissal } from './waiver.ts'

/**
 * An opinion with what people have put away. A finding of the model may be put away also where it blocks: it is an opinion. What the rules
 * decided is no part of this.
 */
export function grantedOpinion(opinion: Opinion, dismissals: readonly Dismissal[]): Opinion {
  const findings = opinion.findings.map((finding) => granted(finding, dismissals))
  const isWithout = opinion.findings.every(({ enforcement }) => enforcement !== 'block')
  // It blocks without a finding that blocks only where the policy wants the model to be available.
  if (opinion.verdict === 'block' && isWithout) return { ...opinion, findings }
  return { ...opinion, findings, verdict: verdictOf(findings) }
}

function granted(finding: ModelFinding, dismissals: readonly Dismissal[]): ModelFinding {
  const dismissal = dismissals.find(({ fingerprint }) => fingerprint === finding.fingerprint)
  return dismissal ? { ...finding, dismissedBy: { by: dismissal.by, reason: dismissal.reason } } : finding
}

function verdictOf(findings: readonly ModelFinding[]): Opinion['verdict'] {
  const open = findings.filter(({ dismissedBy }) => !dismissedBy)
  if (open.some(({ enforcement }) => enforcement === 'block')) return 'block'
  return open.some(({ enforcement }) => enforcement === 'warn') ? 'warn' : 'pass'
}
