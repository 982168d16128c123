import { approvalsMissing } from '../core/decide.ts'
import type { Report } from '../core/report.ts'
import { type Annotation, annotationsOf } from './annotations.ts'
import { checkRunSummary, checkRunText } from './check-run-text.ts'
import type { FindingOptions } from './markdown-finding.ts'
import { cutTo, oneLine } from './visible.ts'
import { count, isNothingToReview, type Sorted, sortFindings, unread, withoutSeconds } from './words.ts'

export interface CheckRunOutput {
  readonly conclusion: 'success' | 'failure' | 'action_required'
  /** One line, at most 200 characters, as the pull request's list of checks shows it. */
  readonly title: string
  /** What matters, and the rest; markdown of at most 65,000 bytes each. The text may be empty. */
  readonly summary: string
  readonly text: string
  /** At most 500, gravest first. */
  readonly annotations: readonly Annotation[]
}

export type CheckRunOptions = Pick<FindingOptions, 'ruleUrl'>

/** The completed check run of a report. It is never neutral or skipped, as these satisfy a required check. */
export function renderCheckRun(report: Report, options: CheckRunOptions = {}): CheckRunOutput {
  const sorted = sortFindings(report)
  const { annotations, total } = annotationsOf(sorted)
  const said = { ...options, annotated: annotations.length, annotatable: total }
  return {
    conclusion: conclusionOf(report),
    title: cutTo(oneLine(titleOf(report, sorted)), longestTitle),
    summary: checkRunSummary(report, sorted, said),
    text: checkRunText(report, sorted, said),
    annotations,
  }
}

const longestTitle = 200

interface Told {
  readonly conclusion: string
  readonly title: string
  readonly summary: string
}

/** Whether a run that GitHub holds tells this outcome, in these words; how long it took makes no difference. */
export function isToldBy(
  shown: { readonly conclusion: string | null; readonly title: string; readonly summary: string },
  { conclusion, title, summary }: Told,
): boolean {
  const words = (text: string) => withoutSeconds(text).replace(/\s+/g, ' ').trim()
  return (
    shown.conclusion === conclusion &&
    words(shown.title) === words(title) &&
    words(shown.summary) === words(summary)
  )
}

/** A verdict says more than a missing approval: what must be fixed is fixed before anybody approves. */
function conclusionOf(report: Report): CheckRunOutput['conclusion'] {
  const { verdict } = report.decision
  if (verdict === 'block' || verdict === 'error') return 'failure'
  return approvalsMissing(report.decision) > 0 ? 'action_required' : 'success'
}

/** `2 to fix, 1 warning · risk high`, `Waiting for 1 of 2 approvals · risk high`, `Could not evaluate: ...`. */
function titleOf(report: Report, sorted: Sorted): string {
  const { verdict, risk, reasons } = report.decision
  if (verdict === 'error') return `Could not evaluate: ${clause(reasons[0] ?? 'no reason is known')}`
  const waiting = verdict !== 'block' && approvalsMissing(report.decision) > 0
  const counts = countsOf(report, sorted).join(', ')
  if (!waiting && isNothingToReview(report)) return 'Nothing to review'
  const missing = `${approvalsMissing(report.decision)} of ${count(report.decision.approvals.required, 'approval')}`
  const parts = [
    waiting ? `Waiting for ${missing}` : undefined,
    counts || (waiting ? undefined : 'No findings'),
  ]
  return [...parts, `risk ${risk.level}`].filter((part) => part !== undefined).join(' · ')
}

function countsOf(report: Report, { blocking, warning, noted, waived }: Sorted): string[] {
  const unreadAlone = report.decision.verdict !== 'pass' && blocking.length + warning.length === 0
  return [
    blocking.length > 0 ? `${blocking.length} to fix` : '',
    warning.length > 0 ? count(warning.length, 'warning') : '',
    unreadAlone ? `${count(unread(report).length, 'file')} not read in full` : '',
    noted.length > 0 ? count(noted.length, 'note') : '',
    waived.length > 0 ? `${waived.length} waived` : '',
  ].filter((part) => part !== '')
}

/** A sentence as it stands after a colon. */
function clause(sentence: string): string {
  const [first = '', second = ''] = sentence
  const isWord =
    (second !== second.toUpperCase() || second === ' ') && !/^(?:GitHub|Sluice|Postgres)\b/.test(sentence)
  return cutTo((isWord ? first.toLowerCase() : first) + sentence.slice(first.length), 1000).replace(/\.$/, '')
}
