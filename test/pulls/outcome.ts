import type { JudgedFinding, Report } from '../../src/core/report.ts'

/** What a review came to, as the lines of `expected.yml`: everything a person would want to agree with, and no wording. */
export function outcomeOf({ decision, findings, changes, coverage }: Report): string {
  const { verdict, risk, approvals } = decision
  const { required, given, teams } = approvals
  const from = teams.length > 0 ? ` from ${teams.join(', ')}` : ''
  return [
    `verdict: ${verdict}`,
    `risk: ${risk.level}`,
    ...(required > 0 ? [`approvals: ${given.length} of ${required}${from}`] : []),
    ...list('findings', [...findings].sort(byPlace).map(findingLine)),
    ...list(
      'changes',
      changes.map(({ kind, subject }) => `${kind} ${subject.name}`),
    ),
    ...list(
      'coverage',
      coverage.files.map(({ path, status }) => `${path} ${status}`),
    ),
    '',
  ].join('\n')
}

function findingLine({ ruleId, path, lines, enforcement, confidence, status, suppressedBy }: JudgedFinding) {
  const place = path === '' ? 'pull-request' : `${path}:${lines.startLine}`
  return [ruleId, place, enforcement, confidence, status, ...(suppressedBy ? ['suppressed'] : [])].join(' ')
}

function byPlace(one: JudgedFinding, other: JudgedFinding): number {
  return (
    compareText(one.path, other.path) ||
    one.lines.startLine - other.lines.startLine ||
    compareText(one.ruleId, other.ruleId) ||
    one.number - other.number
  )
}

const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function list(key: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${key}: []`] : [`${key}:`, ...lines.map((line) => `  - ${scalar(line)}`)]
}

/** A line as YAML reads it back. */
const scalar = (line: string) => (/: | #|^["'`@%&*!|>[{?-]/.test(line) ? JSON.stringify(line) : line)
