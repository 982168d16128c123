import type { Category, ModelFinding, Opinion } from '../core/opinion.ts'
import { blocksBecause, categoryText, shortfall, sortOpinion } from './opinion-words.ts'
import { levels, location, message, pascalCase } from './sarif-parts.ts'
import { oneLine } from './visible.ts'
import { compareText } from './words.ts'

// What a model said, as results of rules named `model/<category>`: nobody takes them for what rules found.

/** Categories and findings that are shown; none in shadow mode. */
export function opinionSarif(opinion: Opinion | null | undefined, firstRule: number) {
  if (!opinion) return { rules: [], results: [], notifications: [] }
  const { blocking, shown, folded, dismissed } = sortOpinion(opinion)
  const findings = [...blocking, ...shown, ...folded, ...dismissed]
  const categories = [...new Set(findings.map(({ category }) => category))].sort(compareText)
  return {
    rules: categories.map(ruleSarif),
    results: findings.map((finding) => result(finding, firstRule + categories.indexOf(finding.category))),
    notifications: notifications(opinion),
  }
}

const idOf = (category: Category) => `model/${category}`

function ruleSarif(category: Category) {
  const text = `What a model says of ${categoryText(category)}`
  const full = `${text}. Code has held it against the change; no rule found it.`
  return {
    id: idOf(category),
    name: pascalCase(idOf(category)),
    shortDescription: { text },
    fullDescription: { text: full },
    help: { text: full, markdown: full },
    defaultConfiguration: { level: 'warning' },
    properties: { tags: ['data', 'model'], 'problem.severity': 'warning' },
  }
}

function result(finding: ModelFinding, ruleIndex: number) {
  const { category, severity, confidence, enforcement, path, lines, dismissedBy } = finding
  const sentences = [
    finding.title,
    finding.consequence,
    finding.fix === '' ? '' : `Do instead: ${finding.fix}`,
  ]
  const justification = dismissedBy && `${dismissedBy.reason} (dismissed by ${dismissedBy.by})`
  return {
    ruleId: idOf(category),
    ruleIndex,
    level: levels[enforcement],
    message: message(sentences.filter(Boolean).map(ended).join(' ')),
    locations: [location(path, lines)],
    partialFingerprints: { 'sluice/v1': finding.fingerprint },
    suppressions:
      justification === undefined
        ? []
        : [{ kind: 'external', status: 'accepted', justification: oneLine(justification) }],
    properties: { severity, confidence, origin: 'model', category, number: finding.number },
  }
}

const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** That it is not complete, or blocks without a finding, has no place in the code. */
function notifications(opinion: Opinion) {
  const lack = shortfall(opinion)
  const blocks = blocksBecause(opinion)
  if (lack === undefined && blocks === undefined) return []
  const text = `second opinion (a model): ${blocks ?? lack}`
  const level = blocks === undefined ? 'note' : 'error'
  return [{ descriptor: { id: 'sluice/second-opinion' }, level, message: message(text) }]
}
