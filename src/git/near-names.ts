/** At most three of the known names that a person may have meant, nearest first. */
export function nearNames(name: string, known: readonly string[]): string[] {
  return [...new Set(known)]
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(name.length / 2)))
    .sort((left, right) => left.distance - right.distance || (left.candidate < right.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** Edits between two names; a name that is the other's last part (`main` of `origin/main`) is one edit away. */
function distance(name: string, candidate: string): number {
  if (name === candidate) return 0
  if (candidate.endsWith(`/${name}`) || name.endsWith(`/${candidate}`)) return 1
  // Longer than any branch people type; an attacker's names must not cost us time.
  if (Math.max(name.length, candidate.length) > 200) return Number.POSITIVE_INFINITY
  // Who mistypes `main` may mean `origin/main`.
  const last = candidate.slice(candidate.lastIndexOf('/') + 1)
  return Math.min(edits(name, candidate), edits(name, last))
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
