import type { DossierPart } from './question.ts'

/**
 * Tokens of a text by estimate, rather too many: SQL and HCL were seen to take 3 to 3.5 characters a token, so three are counted; of what is
 * not ASCII every unit is taken for one.
 */
export function tokensIn(text: string): number {
  let others = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) others++
  return Math.ceil((text.length - others) / 3) + others
}

/** What a part's element costs beside its text. */
const overhead = 16

export interface Weighed {
  readonly part: DossierPart
  /** What is cut last has the lowest. */
  readonly rank: number
  /** Tokens that it may take before others have had their share. */
  readonly most: number
}

export interface Fitted {
  /** In the order given. */
  readonly parts: readonly DossierPart[]
  /** What was left out, as phrases. */
  readonly cut: readonly string[]
  readonly tokens: number
}

/** Cuts parts to a budget: each gets its share by rank, then what is left goes by rank to those that need more. Cuts are at line ends. */
export function fitted(weighed: readonly Weighed[], budget: number): Fitted {
  const byRank = weighed.toSorted((one, other) => one.rank - other.rank)
  const granted = new Map<Weighed, number>()
  let left = budget
  for (const limit of [({ most }: Weighed) => most, () => budget]) {
    for (const one of byRank) {
      const had = granted.get(one) ?? 0
      const more = Math.max(0, Math.min(needOf(one), limit(one)) - had)
      const given = Math.min(more, left)
      granted.set(one, had + given)
      left -= given
    }
  }
  const results = weighed.map((one) => cutTo(one.part, granted.get(one) ?? 0))
  const parts = results.flatMap(({ part }) => (part ? [part] : []))
  return {
    parts,
    cut: results.flatMap(({ phrase }) => phrase ?? []),
    tokens: parts.reduce((sum, part) => sum + tokensOfPart(part), 0),
  }
}

const needOf = ({ part }: Weighed) => tokensOfPart(part)

/** Line by line, so that what is cut has no more than it was given. */
function tokensOfPart({ text }: DossierPart): number {
  return text.split('\n').reduce((sum, line) => sum + tokensIn(`${line}\n`), overhead)
}

function cutTo(part: DossierPart, budget: number): { part?: DossierPart; phrase?: string } {
  const lines = part.text.split('\n')
  let [tokens, kept] = [overhead, 0]
  for (const line of lines) {
    tokens += tokensIn(`${line}\n`)
    if (tokens > budget) break
    kept++
  }
  if (kept === lines.length) return { part }
  const phrase = `${lines.length - kept} of ${lines.length} lines of ${part.name}`
  if (kept === 0) return { phrase }
  return { part: { ...part, text: lines.slice(0, kept).join('\n') }, phrase }
}
