import Type, { type Static } from 'typebox'
import { changeKinds } from '../core/change.ts'
import { enforcements, severities } from '../core/finding.ts'
import { OpinionJson } from './schema-opinion.ts'
import { closed, Lines, line } from './schema-parts.ts'
import { PlanJson } from './schema-plan.ts'
import { RehearsalJson } from './schema-rehearsal.ts'

// The published shape of `--format json`. Loaded by the generator and by tests alone: a review never pays for it.

const confidences = ['high', 'medium', 'low'] as const
const statuses = ['introduced', 'existing', 'fixed'] as const
const origins = ['rule', 'model'] as const
const strengths = ['measured', 'proved', 'inferred'] as const
const verdicts = ['pass', 'warn', 'block', 'error'] as const
const risks = ['low', 'medium', 'high'] as const
const coverageStatuses = ['evaluated', 'partly', 'not-evaluated'] as const
const strings = Type.Array(Type.String())

const Subject = Type.Object({ kind: Type.String(), name: Type.String() }, closed)

const Evidence = Type.Object(
  {
    kind: Type.String(),
    text: Type.String(),
    strength: Type.Enum(strengths),
    path: Type.Optional(Type.String()),
    line: Type.Optional(line),
  },
  closed,
)

const Suggestion = Type.Object(
  {
    title: Type.String(),
    edits: Type.Array(Type.Object({ ...Lines, text: Type.String() }, closed)),
  },
  closed,
)

const Suppression = Type.Object(
  {
    path: Type.String(),
    line: Type.Optional(line),
    reason: Type.String(),
    until: Type.Optional(Type.String({ description: 'a date, 2026-12-31' })),
  },
  closed,
)

const Waiver = Type.Object(
  {
    by: Type.String({ description: 'login of who gave leave' }),
    reason: Type.String(),
    until: Type.String({ description: 'its last day, 2026-12-31' }),
  },
  closed,
)

const Dismissal = Type.Object({ by: Type.String(), reason: Type.String() }, closed)

const Finding = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'names the finding in commands of this review' }),
    ruleId: Type.String(),
    title: Type.String(),
    severity: Type.Enum([...severities]),
    enforcement: Type.Enum([...enforcements]),
    confidence: Type.Enum(confidences),
    status: Type.Enum(statuses),
    side: Type.Optional(
      Type.Literal('base', { description: 'the lines are those before the change: the place is gone' }),
    ),
    origin: Type.Enum(origins),
    path: Type.String(),
    ...Lines,
    subject: Subject,
    message: Type.String(),
    why: Type.String(),
    fix: Type.String(),
    evidence: Type.Array(Evidence),
    suggestion: Type.Optional(Suggestion),
    fingerprint: Type.String({ description: 'survives line moves and file renames' }),
    suppressedBy: Type.Optional(Suppression),
    waivedBy: Type.Optional(Waiver),
    dismissedBy: Type.Optional(Dismissal),
  },
  closed,
)

const ChangeValue = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null(), strings]),
)

const Change = Type.Object(
  {
    kind: Type.Enum(changeKinds),
    subject: Subject,
    path: Type.String(),
    line,
    before: Type.Optional(ChangeValue),
    after: Type.Optional(ChangeValue),
  },
  closed,
)

const Undetermined = Type.Object(
  { ruleId: Type.String(), subject: Subject, path: Type.String(), line, reason: Type.String() },
  closed,
)

const FileCoverage = Type.Object(
  {
    path: Type.String(),
    language: Type.String(),
    status: Type.Enum(coverageStatuses),
    reason: Type.Optional(Type.String()),
    statements: Type.Optional(
      Type.Object({ total: Type.Integer({ minimum: 0 }), analysed: Type.Integer({ minimum: 0 }) }, closed),
    ),
  },
  closed,
)

const ReportJson = Type.Object(
  {
    schemaVersion: Type.Literal(1),
    verdict: Type.Enum(verdicts),
    reasons: strings,
    risk: Type.Object({ level: Type.Enum(risks), reasons: strings }, closed),
    findings: Type.Array(Finding),
    changes: Type.Array(Change),
    impact: Type.Array(Type.Unknown(), { description: 'empty in this version' }),
    rehearsal: Type.Union([RehearsalJson, Type.Null()], { description: 'null where none was made' }),
    plans: Type.Array(PlanJson, { description: 'what Terraform plans do' }),
    opinion: Type.Union([OpinionJson, Type.Null()], {
      description: 'what a model said; null where none was asked for',
    }),
    undetermined: Type.Array(Undetermined, {
      description: 'where a rule cannot tell, because a value is not known: neither reported nor cleared',
    }),
    coverage: Type.Object({ files: Type.Array(FileCoverage) }, closed),
    approvals: Type.Object(
      {
        required: Type.Integer({ minimum: 0 }),
        teams: strings,
        given: strings,
        unknown: Type.Optional(
          Type.String({ description: 'why some may not have been counted, while approvals are missing' }),
        ),
      },
      closed,
    ),
    assumptions: strings,
    commits: Type.Object(
      { base: Type.Union([Type.String(), Type.Null()]), head: Type.Union([Type.String(), Type.Null()]) },
      closed,
    ),
    policy: Type.Object(
      {
        sources: Type.Array(
          Type.Object({ name: Type.String(), commit: Type.Optional(Type.String()) }, closed),
        ),
      },
      closed,
    ),
    versions: Type.Record(Type.String(), Type.String()),
    timings: Type.Record(Type.String(), Type.Number(), { description: 'milliseconds by stage' }),
  },
  closed,
)
export type ReportJson = Static<typeof ReportJson>

/** The JSON schema of `--format json`, as published in `schemas/report.schema.json`. */
export function reportSchemaJson(): string {
  const head = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:sluice:report:1',
    title: 'Sluice report',
  }
  return `${JSON.stringify({ ...head, ...ReportJson }, null, 2)}\n`
}
