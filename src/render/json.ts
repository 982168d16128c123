import type { JudgedFinding, Report } from '../core/report.ts'
import type { LineRange } from '../core/text.ts'
import { opinionJson } from './json-opinion.ts'
import { planJson } from './json-plan.ts'
import { rehearsalJson } from './json-rehearsal.ts'
import type { ReportJson } from './schema.ts'

export interface JsonOptions {
  /** Left out: true. False leaves `timings` empty, so that equal reviews give equal bytes. */
  readonly timings?: boolean
}

/** A report for machines, in the shape of `schemas/report.schema.json`; keys always in the same order, a line feed at the end. */
export function renderJson(report: Report, options: JsonOptions = {}): string {
  const { decision, coverage, policy } = report
  const json: ReportJson = {
    schemaVersion: 1,
    verdict: decision.verdict,
    reasons: [...decision.reasons],
    risk: { level: decision.risk.level, reasons: [...decision.risk.reasons] },
    findings: report.findings.map(findingJson),
    changes: report.changes.map(changeJson),
    impact: [],
    rehearsal: report.rehearsal && rehearsalJson(report.rehearsal),
    plans: report.plans.map(planJson),
    opinion: report.opinion ? opinionJson(report.opinion, options.timings ?? true) : null,
    undetermined: report.undetermined.map(undeterminedJson),
    coverage: { files: coverage.files.map(fileJson) },
    approvals: {
      required: decision.approvals.required,
      teams: [...decision.approvals.teams],
      given: [...decision.approvals.given],
      ...(decision.approvals.unknown !== undefined && { unknown: decision.approvals.unknown }),
    },
    assumptions: [...report.assumptions],
    commits: { base: report.base, head: report.head },
    policy: {
      sources: policy.sources.map(({ name, commit }) => ({ name, ...(commit !== undefined && { commit }) })),
    },
    versions: sortedKeys(report.versions),
    timings: (options.timings ?? true) ? { ...report.timings } : {},
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

function findingJson(finding: JudgedFinding): ReportJson['findings'][number] {
  const { suggestion, edits, suppressedBy, suppressedAt, waivedBy, dismissedBy } = finding
  return {
    number: finding.number,
    ruleId: finding.ruleId,
    title: finding.title,
    severity: finding.severity,
    enforcement: finding.enforcement,
    confidence: finding.confidence,
    status: finding.status,
    origin: finding.origin,
    path: finding.path,
    ...linesJson(finding.lines),
    ...(finding.side && { side: finding.side }),
    subject: { kind: finding.subject.kind, name: finding.subject.name },
    message: finding.message,
    why: finding.why,
    fix: finding.fix,
    evidence: finding.evidence.map(evidenceJson),
    ...(suggestion &&
      edits && {
        suggestion: {
          title: suggestion.title,
          edits: edits.map(({ lines, text }) => ({ ...linesJson(lines), text })),
        },
      }),
    fingerprint: finding.fingerprint,
    ...(suppressedBy && {
      suppressedBy: {
        path: suppressedBy.place.path,
        ...(suppressedAt && { line: suppressedAt.startLine }),
        reason: suppressedBy.reason,
        ...(suppressedBy.until !== undefined && { until: suppressedBy.until }),
      },
    }),
    ...(waivedBy && { waivedBy: { by: waivedBy.by, reason: waivedBy.reason, until: waivedBy.until } }),
    ...(dismissedBy && { dismissedBy: { by: dismissedBy.by, reason: dismissedBy.reason } }),
  }
}

function undeterminedJson({ ruleId, subject, path, lines, reason }: Report['undetermined'][number]) {
  return {
    ruleId,
    subject: { kind: subject.kind, name: subject.name },
    path,
    line: lines.startLine,
    reason,
  }
}

function evidenceJson({ kind, text, strength, place, lines }: JudgedFinding['evidence'][number]) {
  return { kind, text, strength, ...(place && { path: place.path, ...(lines && { line: lines.startLine }) }) }
}

function changeJson({ kind, subject, path, lines, before, after }: Report['changes'][number]) {
  return {
    kind,
    subject: { kind: subject.kind, name: subject.name },
    path,
    line: lines.startLine,
    ...(before && { before: valueJson(before) }),
    ...(after && { after: valueJson(after) }),
  }
}

/** Lists are copied, as the published type has them mutable. */
function valueJson(value: NonNullable<Report['changes'][number]['before']>) {
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, typeof part === 'object' && part ? [...part] : part]),
  )
}

function fileJson({ path, language, status, reason, statements }: Report['coverage']['files'][number]) {
  return {
    path,
    language,
    status,
    ...(reason !== undefined && { reason }),
    ...(statements && { statements: { total: statements.total, analysed: statements.analysed } }),
  }
}

function linesJson({ startLine, startColumn, endLine, endColumn }: LineRange) {
  return { startLine, startColumn, endLine, endColumn }
}

function sortedKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)))
}
