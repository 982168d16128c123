import type { Category, DropReason, ModelFinding, Opinion, Usage } from '../core/opinion.ts'
import type { Report } from '../core/report.ts'
import { count } from './words.ts'

// What the check run, the comment, the terminal and the page say of a second opinion in the same words.

/** Findings of a model by what a reader does with them, in the order of their numbers. */
export interface SortedOpinion {
  /** The policy lets them block. */
  readonly blocking: readonly ModelFinding[]
  readonly shown: readonly ModelFinding[]
  /** Of low confidence. */
  readonly folded: readonly ModelFinding[]
  readonly dismissed: readonly ModelFinding[]
}

/** In shadow mode nothing is shown. */
export function sortOpinion({ findings, isShadow }: Opinion): SortedOpinion {
  if (isShadow) return { blocking: [], shown: [], folded: [], dismissed: [] }
  const known = findings.filter(({ enforcement }) => enforcement !== 'off')
  const open = known.filter(({ dismissedBy }) => !dismissedBy)
  return {
    blocking: open.filter(({ enforcement }) => enforcement === 'block'),
    shown: open.filter(({ enforcement, confidence }) => enforcement !== 'block' && confidence !== 'low'),
    folded: open.filter(({ enforcement, confidence }) => enforcement !== 'block' && confidence === 'low'),
    dismissed: known.filter(({ dismissedBy }) => dismissedBy),
  }
}

export const categoryText = (category: Category) => category.replace('-', ' ')

/** `2 to fix, 1 worth a look, 1 of low confidence`; empty where nothing was found. */
export function opinionCounts({ blocking, shown, folded }: SortedOpinion): string {
  return [
    blocking.length > 0 ? `${blocking.length} to fix` : '',
    shown.length > 0 ? `${shown.length} worth a look` : '',
    folded.length > 0 ? `${folded.length} of low confidence` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** `not complete: the server is overloaded`; undefined where every question was answered. */
export function shortfall({ status, problems }: Opinion): string | undefined {
  if (status === 'complete') return undefined
  const words = { partial: 'not complete', unavailable: 'did not take place', 'not-asked': 'not asked for' }
  const why = problems[0] ?? 'no reason is known'
  return `${words[status]}: ${why.replace(/\.$/, '')}`
}

/**
 * Why it blocks, as a clause: `blocks by policy: 1 finding to fix (join correctness)`. Undefined where it does not, as in shadow mode. What
 * rules decided is another matter.
 */
export function blocksBecause(opinion: Opinion): string | undefined {
  if (opinion.verdict !== 'block' || opinion.isShadow) return undefined
  const { blocking } = sortOpinion(opinion)
  if (blocking.length === 0)
    return `blocks by policy: ${shortfall(opinion) ?? 'did not take place'} (on.model_unavailable is block)`
  const named = [...new Set(blocking.map(({ category }) => categoryText(category)))].join(', ')
  return `blocks by policy: ${count(blocking.length, 'finding')} to fix (${named})`
}

/** Said wherever a report ends or begins, so that an exit code of 1 has its reason beside it. */
export function opinionVerdict({ opinion }: Report): string | undefined {
  const cause = opinion && blocksBecause(opinion)
  return cause === undefined ? undefined : `second opinion (a model): ${cause}`
}

/** `claude-x · 5,200 tokens in (81 % from the cache), 640 out · $0.021 · 12.3 s`. */
export function costText({ questions, usage, seconds }: Opinion): string {
  const models = [...new Set(questions.flatMap(({ model }) => (model === null ? [] : [model])))]
  if (models.length === 0) return 'no model was asked'
  if (usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens === 0)
    return `${models.join(', ')} · nothing was charged · ${seconds.toFixed(1)} s`
  return `${models.join(', ')} · ${usageText(usage)} · ${seconds.toFixed(1)} s`
}

export function usageText(usage: Usage): string {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, usd } = usage
  const all = inputTokens + cacheReadTokens + cacheWriteTokens
  const cached = all === 0 ? 0 : Math.floor((100 * cacheReadTokens) / all)
  return `${grouped(all)} tokens in (${cached} % from the cache), ${grouped(outputTokens)} out · ${dollars(usd)}`
}

/** To a tenth of a cent. */
const dollars = (usd: number) => `$${usd.toFixed(3)}`

const grouped = (amount: number) => String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** `3 files read in 2 questions, not all of the change`. */
export function readText({ questions, notRead }: Opinion): string {
  const answered = questions.filter(({ outcome }) => outcome === 'answered')
  const files = new Set(answered.flatMap(({ paths }) => paths))
  const cut = questions.some(({ cut }) => cut.length > 0) || notRead.length > 0
  if (answered.length === 0) return 'nothing was read'
  const text = `${count(files.size, 'file')} read in ${count(answered.length, 'question')}`
  return cut ? `${text}, not all of the change` : text
}

/** What of the change no question held whole, as phrases. */
export function leftOut({ notRead, questions }: Opinion): readonly string[] {
  return [...notRead, ...questions.flatMap(({ title, cut }) => cut.map((one) => `${title}: ${one}`))]
}

export const remedyNames = {
  undo: 'Rollback script',
  rewrite: 'Rewrite in steps',
  narrow: 'Narrower policy',
  moved: 'Moved blocks',
} as const

/** `3 remarks dropped by code: 2 quote not found, 1 malformed`; empty where nothing was, and in shadow mode. */
export function droppedText({ dropped, isShadow }: Opinion): string {
  const reasons = Object.entries(dropped) as [DropReason, number][]
  const total = reasons.reduce((sum, [, amount]) => sum + amount, 0)
  if (total === 0 || isShadow) return ''
  const sorted = reasons.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  const list = sorted.map(([reason, amount]) => `${amount} ${reason.replaceAll('-', ' ')}`)
  return `${count(total, 'remark')} dropped by code: ${list.join(', ')}`
}
