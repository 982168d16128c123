import type { Verified } from '../answer.ts'

/** What one line of code can be wrong by, however it is said and under whatever category. */
const families: Readonly<Record<string, RegExp>> = {
  'fan-out':
    /\bmultipl(?:y|ie[sd]|ication)|\bfan-?s?(?:ned)?[ -]?out\b|\binflat\w+|\bduplicat\w+|\b(?:one|many)-to-many\b|\bdouble[ds]?\b|\bcounted (?:twice|double|several|more than once|again|once (?:per|for each))|\bonce (?:per|for each) \w+|\b(?:several|many|more than one|two) (?:\w+ ){1,2}(?:per|for (?:each|one|a)|of one)\b|\brepeat(?:s|ed)\b(?: \w+){0,4} (?:rows?|total|amount|order|once)/i,
  nulls: /(?<!not )\bnulls?\b|\bnullable\b|\bthree-valued\b/i,
  'inner-join':
    /\b(?:left|outer|right|full) join\b.{0,80}\binner\b|\binner\b.{0,80}\b(?:left|outer) join\b|\bouter side\b/i,
  division: /\bdivi(?:sion|ded?|des) by zero\b|\binteger division\b/i,
  'time-zone': /\btime ?-?zones?\b|\bUTC\b|\btimestamptz\b|\blocal days?\b/i,
  late: /\blate(?:r|ly)?[ -](?:rows?|events?|arriv\w+|data|\w+ rows)\b|\bhigh-?water\b/i,
  lock: /\block(?:s|ed|ing)?\b|\bblocks? (?:all )?(?:writes|reads)\b/i,
  exposure: /\bpublic(?:ly)?\b|\binternet\b|\b0\.0\.0\.0\/0\b|\banyone\b|\banybody\b/i,
  encryption: /\bencrypt\w*|\bunencrypted\b/i,
  wildcard: /\bwildcards?\b|\bevery (?:action|resource)\b|\ball (?:actions|resources)\b/i,
}

/** Whether what one of them says is of no other family than what the other says; in their titles, or without a word there, in what follows. */
export function isOfOneFamily(one: Pick<Verified, 'title' | 'consequence'>, other: typeof one): boolean {
  const [first, second] = [familiesOf(one), familiesOf(other)]
  return second.size > 0 && first.size > 0 && (isPart(second, first) || isPart(first, second))
}

function isPart(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].every((name) => other.has(name))
}

function familiesOf({ title, consequence }: Pick<Verified, 'title' | 'consequence'>): ReadonlySet<string> {
  const ofTitle = familiesIn(title)
  return ofTitle.size > 0 ? ofTitle : familiesIn(consequence)
}

function familiesIn(text: string): ReadonlySet<string> {
  return new Set(Object.keys(families).filter((name) => families[name]?.test(text)))
}
