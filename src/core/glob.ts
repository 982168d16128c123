/** Whether a text matches the pattern the matcher was made from. */
export type Matcher = (text: string) => boolean

const longestPattern = 256
const mostAlternatives = 256

/**
 * A matcher for repository paths. `*` and `?` stay inside one folder, `**` as a whole folder stands for any number of them,
 * `{a,b}` is a choice; everything else is itself, `[id]` and dot files included. `db/` and `db/**` are everything inside `db`.
 * Time is bounded by pattern length times path length, whatever the pattern. A pattern with a `globProblem` matches nothing.
 */
export function pathMatcher(pattern: string): Matcher {
  if (globProblem(pattern)) return () => false
  const alternatives = expandBraces(pattern).map(plainStart).map(folders)
  return (path) => {
    const parts = path.split('/')
    return alternatives.some((alternative) => matchFolders(alternative, parts))
  }
}

const compiled = new WeakMap<readonly string[], readonly Matcher[]>()

/** Whether one of the path patterns matches. */
export function matchesAny(patterns: readonly string[], path: string): boolean {
  const matchers = compiled.get(patterns) ?? patterns.map(pathMatcher)
  compiled.set(patterns, matchers)
  return matchers.some((matches) => matches(path))
}

/** A matcher for rule ids: `*` stands for any characters, `/` too, so that `*` is every rule and `postgres/*` every rule on Postgres. */
export function ruleMatcher(pattern: string): Matcher {
  if (!pattern.includes('*')) return (id) => id === pattern
  return pattern.length > longestPattern ? () => false : (id) => matchCharacters(pattern, id)
}

/** What is wrong with a path pattern and what to write instead; undefined when nothing is. */
export function globProblem(pattern: string): string | undefined {
  if (pattern.trim() === '') return 'is empty; write a path pattern such as `migrations/**`'
  if (pattern.length > longestPattern)
    return `is longer than ${longestPattern} characters; use several shorter patterns`
  if (pattern.startsWith('!')) return 'begins with `!`, which is not supported; list what is meant instead'
  if (pattern.includes('\\')) return 'contains a backslash; separate folders with `/`'
  if (!balanced(pattern)) return 'has a `{` or `}` without its partner; a choice is written `{a,b}`'
  if (alternativesOf(pattern) > mostAlternatives) {
    return `stands for more than ${mostAlternatives} paths; use fewer choices in braces`
  }
  return undefined
}

function plainStart(pattern: string): string {
  return pattern.replace(/^(\.?\/)+/, '').replace(/\/$/, '/**')
}

function folders(pattern: string): readonly string[] {
  const parts = pattern.split('/')
  // What is inside a folder is at least one name deep: `db/**` is not `db`.
  return parts.at(-1) === '**' ? [...parts, '*'] : parts
}

function matchFolders(pattern: readonly string[], path: readonly string[]): boolean {
  return greedy(pattern.length, path.length, {
    isStar: (at) => pattern[at] === '**',
    matches: (at, index) => matchCharacters(pattern[at] ?? '', path[index] ?? '', '?'),
  })
}

function matchCharacters(pattern: string, text: string, one?: '?'): boolean {
  return greedy(pattern.length, text.length, {
    isStar: (at) => pattern[at] === '*',
    matches: (at, index) => pattern[at] === text[index] || (one !== undefined && pattern[at] === one),
  })
}

/**
 * Matches a row of elements that each take one item, with stars between them that take any number. Only the last star
 * is ever widened: an earlier one has nothing to win, so the work is at most elements times items.
 */
function greedy(
  elements: number,
  items: number,
  { isStar, matches }: { isStar(at: number): boolean; matches(at: number, index: number): boolean },
): boolean {
  let [at, index] = [0, 0]
  let [star, taken] = [-1, 0]
  while (index < items) {
    if (at < elements && isStar(at)) {
      star = at++
      taken = index
    } else if (at < elements && matches(at, index)) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++taken
    } else return false
  }
  while (at < elements && isStar(at)) at++
  return at === elements
}

function balanced(pattern: string): boolean {
  let depth = 0
  for (const letter of pattern) {
    if (letter === '{') depth++
    if (letter === '}' && --depth < 0) return false
  }
  return depth === 0
}

/** How many patterns a balanced one expands to, counted without expanding: choices add up, neighbours multiply. */
function alternativesOf(pattern: string): number {
  const open: { sum: number; product: number }[] = []
  let here = { sum: 0, product: 1 }
  for (const letter of pattern) {
    if (letter === '{') {
      open.push(here)
      here = { sum: 0, product: 1 }
    } else if (letter === ',' && open.length > 0) {
      here = { sum: here.sum + here.product, product: 1 }
    } else if (letter === '}') {
      const outer = open.pop() ?? here
      here = { sum: outer.sum, product: outer.product * (here.sum + here.product) }
    }
  }
  return here.product
}

function expandBraces(pattern: string): readonly string[] {
  const start = pattern.indexOf('{')
  if (start < 0) return [pattern]
  const choices: string[] = []
  let depth = 0
  let from = start + 1
  for (let at = start; at < pattern.length; at++) {
    const letter = pattern[at]
    if (letter === '{') depth++
    if (depth === 1 && (letter === ',' || letter === '}')) {
      choices.push(pattern.slice(from, at))
      from = at + 1
    }
    if (letter === '}' && --depth === 0) break
  }
  const [before, after] = [pattern.slice(0, start), pattern.slice(from)]
  return choices.flatMap((choice) => expandBraces(before + choice + after))
}
