import type { Category, ModelFinding, Opinion, Usage } from '../core/opinion.ts'
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

/** `read: 2 of 3 questions (migrations, queries); left out: ...` as phrases. */
export function readText({ questions, notRead }: Opinion): string {
  const answered = questions.filter(({ outcome }) => outcome === 'answered')
  const files = new Set(answered.flatMap(({ paths }) => paths))
  const cut = questions.some(({ cut }) => cut.length > 0) || notRead.length > 0
  if (answered.length === 0) return 'nothing was read'
  const text = `${count(files.size, 'file')} read in ${count(answered.length, 'question')}`
  return cut ? `${text}, not all of the change` : text
}

export const remedyNames = {
  undo: 'Rollback script',
  rewrite: 'Rewrite in steps',
  narrow: 'Narrower policy',
  moved: 'Moved blocks',
} as const
