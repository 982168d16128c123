import type { Draft } from './draft.ts'

interface Style {
  readonly key: string
  /** How the neighbours are described: `a timestamp`, `3 digits`. */
  readonly words: string
}

/**
 * Files whose version is written unlike that of most of their neighbours: a timestamp among counters, two
 * digits among three.
 */
export function neighbourProblems(drafts: readonly Draft[]): Map<Draft, string> {
  const numbered = drafts.filter(({ role, version }) => role === 'up' && /^\d+$/.test(version))
  const padded = numbered.some(({ version }) => version.startsWith('0'))
  const styles = new Map(numbered.map((draft) => [draft, styleOf(draft.version, padded)]))
  const counts = new Map<string, number>()
  for (const { key } of styles.values()) counts.set(key, (counts.get(key) ?? 0) + 1)
  const usual = [...styles.values()].find(({ key }) => (counts.get(key) ?? 0) * 2 > numbered.length)
  const problems = new Map<Draft, string>()
  if (!usual || numbered.length < 3) return problems
  for (const [draft, style] of styles) {
    if (style.key === usual.key || hasOutgrown(draft.version, usual)) continue
    problems.set(draft, `Numbered with ${style.words}; its neighbours use ${usual.words}.`)
  }
  return problems
}

function styleOf(version: string, padded: boolean): Style {
  if (version.length >= 12 && /^(?:19|20)/.test(version)) return { key: 'timestamp', words: 'a timestamp' }
  if (version.length >= 10) return { key: 'epoch', words: 'a Unix time' }
  if (version.length === 8 && /^(?:19|20)/.test(version)) return { key: 'date', words: 'a date' }
  if (!padded) return { key: 'counter', words: 'a counter' }
  return {
    key: `padded ${version.length}`,
    words: version.length === 1 ? 'one digit' : `${version.length} digits`,
  }
}

/** 1000 after 999: a padded counter that ran out of places. */
function hasOutgrown(version: string, { key }: Style): boolean {
  const width = /^padded (\d+)$/.exec(key)?.[1]
  return (
    width !== undefined && !version.startsWith('0') && version.length < 10 && version.length > Number(width)
  )
}
