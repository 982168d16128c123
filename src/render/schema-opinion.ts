import Type, { type Static } from 'typebox'
import { enforcements, severities } from '../core/finding.ts'
import { categories, dropReasons, tiers } from '../core/opinion.ts'
import { closed, Lines } from './schema-parts.ts'

// What a model said, in the published shape of `--format json`. Loaded by the generator and by tests alone.

const strings = Type.Array(Type.String())
const amount = Type.Number({ minimum: 0 })
const sentences = Type.Array(Type.String(), { description: 'sentences' })
const caveats = Type.Array(Type.String(), { description: 'what was not seen, or is lost, as sentences' })
const category = Type.Enum([...categories])

const UsageJson = Type.Object(
  {
    inputTokens: Type.Number({ minimum: 0, description: 'neither read from nor written to the cache' }),
    cacheReadTokens: amount,
    cacheWriteTokens: amount,
    outputTokens: amount,
    usd: Type.Number({ minimum: 0, description: "by the operator's prices" }),
  },
  closed,
)

const ModelFindingJson = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: "goes on after those of the rules' findings" }),
    category,
    severity: Type.Enum([...severities]),
    enforcement: Type.Enum([...enforcements]),
    confidence: Type.Enum(['high', 'medium', 'low']),
    status: Type.Enum(['new', 'open']),
    path: Type.String(),
    ...Lines,
    quote: Type.String({ description: 'verbatim text of head at these lines' }),
    subject: Type.String(),
    title: Type.String(),
    consequence: Type.String(),
    fix: Type.String(),
    evidence: Type.Array(
      Type.Object(
        { kind: Type.String(), text: Type.String(), strength: Type.Enum(['measured', 'proved', 'inferred']) },
        closed,
      ),
    ),
    suggestion: Type.Optional(
      Type.Object(
        { text: Type.String(), proof: sentences, caveats: Type.Optional(caveats) },
        { ...closed, description: 'was tried and accepted' },
      ),
    ),
    fingerprint: Type.String(),
    dismissedBy: Type.Optional(Type.Object({ by: Type.String(), reason: Type.String() }, closed)),
  },
  closed,
)

const RemedyJson = Type.Object(
  {
    kind: Type.Enum(['undo', 'rewrite', 'narrow', 'moved']),
    path: Type.String(),
    title: Type.String(),
    files: Type.Array(Type.Object({ path: Type.String(), text: Type.String() }, closed)),
    proof: sentences,
    caveats: Type.Optional(caveats),
  },
  closed,
)

const QuestionJson = Type.Object(
  {
    topic: Type.Enum(['diff', 'plan', 'ddl', 'remedy']),
    title: Type.String(),
    paths: strings,
    cut: Type.Array(Type.String(), { description: 'what was left out for size' }),
    tier: Type.Enum([...tiers]),
    model: Type.Union([Type.String(), Type.Null()]),
    outcome: Type.Enum(['answered', 'failed', 'not-asked']),
    problem: Type.Optional(Type.String()),
    usage: UsageJson,
    seconds: amount,
  },
  closed,
)

export const OpinionJson = Type.Object(
  {
    status: Type.Enum(['complete', 'partial', 'unavailable', 'not-asked']),
    verdict: Type.Enum(['pass', 'warn', 'block'], { description: "never part of the rules' verdict" }),
    problems: Type.Array(Type.String(), { description: 'why it is not complete' }),
    findings: Type.Array(ModelFindingJson),
    fixed: Type.Array(
      Type.Object(
        { fingerprint: Type.String(), category, title: Type.String(), path: Type.String() },
        closed,
      ),
    ),
    remedies: Type.Array(RemedyJson, { description: 'texts that were tried and accepted' }),
    questions: Type.Array(QuestionJson),
    notRead: Type.Array(Type.String(), { description: 'what of the change no question held' }),
    dropped: Type.Object(
      Object.fromEntries(dropReasons.map((reason) => [reason, Type.Optional(Type.Integer({ minimum: 0 }))])),
      closed,
    ),
    round: Type.Integer({ minimum: 1 }),
    shadow: Type.Boolean(),
    share: Type.Enum(['off', 'schema', 'redacted', 'full']),
    promptVersion: Type.String(),
    usage: UsageJson,
    seconds: amount,
  },
  closed,
)
export type OpinionJson = Static<typeof OpinionJson>
