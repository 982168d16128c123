import type { ModelFinding, Opinion, ProvedSuggestion, Usage } from '../core/opinion.ts'
import type { OpinionJson } from './schema-opinion.ts'

/** In shadow mode what was found is not in it: it stands in the store alone. */
export function opinionJson(opinion: Opinion, timings: boolean): OpinionJson {
  const { findings, remedies, fixed, isShadow } = opinion
  return {
    status: opinion.status,
    verdict: opinion.verdict,
    problems: [...opinion.problems],
    findings: isShadow ? [] : findings.map(findingJson),
    fixed: isShadow
      ? []
      : fixed.map(({ fingerprint, category, title, path }) => ({ fingerprint, category, title, path })),
    remedies: isShadow
      ? []
      : remedies.map(({ kind, path, title, files, proof, caveats }) => ({
          ...{ kind, path, title },
          files: files.map((file) => ({ path: file.path, text: file.text })),
          proof: [...proof],
          ...(caveats && { caveats: [...caveats] }),
        })),
    questions: opinion.questions.map((question) => ({
      topic: question.topic,
      title: question.title,
      paths: [...question.paths],
      cut: [...question.cut],
      tier: question.tier,
      model: question.model,
      outcome: question.outcome,
      ...(question.problem !== undefined && { problem: question.problem }),
      usage: usageJson(question.usage),
      seconds: timings ? rounded(question.seconds, 3) : 0,
    })),
    notRead: [...opinion.notRead],
    dropped: { ...opinion.dropped },
    round: opinion.round,
    shadow: isShadow,
    share: opinion.share,
    promptVersion: opinion.promptVersion,
    usage: usageJson(opinion.usage),
    seconds: timings ? rounded(opinion.seconds, 3) : 0,
  }
}

/** Sums of binary fractions have digits that nobody paid. */
const usageJson = (usage: Usage) => ({ ...usage, usd: rounded(usage.usd, 6) })

const rounded = (amount: number, digits: number) => Number(amount.toFixed(digits))

function findingJson(finding: ModelFinding): OpinionJson['findings'][number] {
  const { lines, suggestion, dismissedBy, evidence } = finding
  return {
    number: finding.number,
    category: finding.category,
    severity: finding.severity,
    enforcement: finding.enforcement,
    confidence: finding.confidence,
    status: finding.status,
    path: finding.path,
    startLine: lines.startLine,
    startColumn: lines.startColumn,
    endLine: lines.endLine,
    endColumn: lines.endColumn,
    quote: finding.quote,
    subject: finding.subject,
    title: finding.title,
    consequence: finding.consequence,
    fix: finding.fix,
    evidence: evidence.map(({ kind, text, strength }) => ({ kind, text, strength })),
    ...(suggestion && { suggestion: suggestionJson(suggestion) }),
    fingerprint: finding.fingerprint,
    ...(dismissedBy && { dismissedBy: { by: dismissedBy.by, reason: dismissedBy.reason } }),
  }
}

const suggestionJson = ({ text, proof, caveats }: ProvedSuggestion) => ({
  ...{ text, proof: [...proof] },
  ...(caveats && { caveats: [...caveats] }),
})
