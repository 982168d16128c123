/** A set of characters, by code point. */
export type Matches = (code: number) => boolean

export function classOf(sets: readonly Matches[]): Matches {
  return (code) => sets.some((matches) => matches(code))
}

export function negated(set: Matches): Matches {
  return (code) => !set(code)
}

export function perlClass(letter: string): Matches | undefined {
  const set = perl.get(letter.toLowerCase())
  if (!set) return undefined
  return letter === letter.toLowerCase() ? set : negated(set)
}

export function posixClass(name: string): Matches | undefined {
  return posix.get(name)
}

/** By general category or script, `^` before the name negates. */
export function unicodeClass(name: string): Matches | undefined {
  const bare = name.replace('^', '')
  const set = categories.has(bare) ? matching(new RegExp(`^\\p{${bare}}$`, 'u')) : undefined
  return set && name.startsWith('^') ? negated(set) : set
}

function matching(pattern: RegExp): Matches {
  return (code) => pattern.test(String.fromCodePoint(code))
}

const perl = new Map([
  ['d', matching(/^[0-9]$/)],
  ['s', matching(/^[\t\n\f\r ]$/)],
  ['w', matching(/^[0-9A-Za-z_]$/)],
])

const posix = new Map([
  ['alnum', matching(/^[0-9A-Za-z]$/)],
  ['alpha', matching(/^[A-Za-z]$/)],
  ['ascii', (code: number) => code < 128],
  ['blank', matching(/^[\t ]$/)],
  ['cntrl', (code: number) => code < 32 || code === 127],
  ['digit', matching(/^[0-9]$/)],
  ['graph', matching(/^[!-~]$/)],
  ['lower', matching(/^[a-z]$/)],
  ['print', matching(/^[ -~]$/)],
  ['punct', matching(/^[!-/:-@[-`{-~]$/)],
  ['space', matching(/^[\t\n\v\f\r ]$/)],
  ['upper', matching(/^[A-Z]$/)],
  ['word', matching(/^[0-9A-Za-z_]$/)],
  ['xdigit', matching(/^[0-9A-Fa-f]$/)],
])

const categories = new Set(
  'L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs C Cc Cf Co'.split(
    ' ',
  ),
)
