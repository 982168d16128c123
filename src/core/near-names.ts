/** At most three of the known names that a person may have meant by an unknown one, nearest first. */
function nearNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const near = [...new Set(known)]
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1))
  // Long names share much: only what is about as near as the nearest can have been meant.
  const furthest = (near[0]?.distance ?? 0) + 1
  return near
    .filter(({ distance }) => distance <= furthest)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `Did you mean a, b or c?`, or an empty string when nothing is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearNames(name, known)
  return near.length > 0 ? `Did you mean ${orList(near)}?` : ''
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  return wordList(words, 'or')
}

export function andList(words: readonly string[]): string {
  return wordList(words, 'and')
}

function wordList(words: readonly string[], link: string): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${link} ${words.at(-1)}`
}

/** Edits between two names; a name that is the other's last part (`ban-truncate`) is one edit away. */
function distance(name: string, candidate: string): number {
  if (name === candidate) return 0
  if (candidate.endsWith(`/${name}`) || name.endsWith(`/${candidate}`)) return 1
  // Longer than any name people type; a stranger's text must not cost us time.
  if (Math.max(name.length, candidate.length) > 100) return Number.POSITIVE_INFINITY
  return edits(name, candidate)
}

function edits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1]
    for (let column = 1; column <= to.length; column++) {
      const replace = (previous[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      current.push(Math.min(replace, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
