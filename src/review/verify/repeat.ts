import type { Verified } from '../answer.ts'
import { sameCode, sameSubject } from '../fingerprint.ts'
import type { Memory, RememberedFinding } from '../journal.ts'
import { isOfOneFamily } from './families.ts'
import { likeness } from './words.ts'

/** Whether another answer says the same: by its fingerprint, or at the same lines in much the same words or about the same thing. */
export function isRepeated(finding: Verified, accepted: readonly Verified[]): boolean {
  return accepted.some((one) => {
    if (one.fingerprint === finding.fingerprint) return true
    if (one.path !== finding.path || !meet(one, finding)) return false
    if (isWithin(one, finding) && isOfOneFamily(one, finding)) return true
    return likeness(one.title, finding.title) >= (one.category === finding.category ? 0.5 : 0.75)
  })
}

function meet({ lines: one }: Verified, { lines: other }: Verified): boolean {
  return one.startLine <= other.endLine && other.startLine <= one.endLine
}

/** Whether the lines of one are among those of the other. */
function isWithin({ lines: one }: Verified, { lines: other }: Verified): boolean {
  const holds = (a: typeof one, b: typeof one) => a.startLine <= b.startLine && b.endLine <= a.endLine
  return holds(one, other) || holds(other, one)
}

/** What an earlier head was told of the same thing: what was dismissed before what is open, the fingerprint before likeness. */
export function earlierOf(finding: Verified, { earlier }: Memory): RememberedFinding | undefined {
  const alive = earlier.filter(({ state }) => state !== 'fixed')
  const same = alive.filter((one) => one.fingerprint === finding.fingerprint)
  const alike = same.length > 0 ? same : alive.filter((one) => isAlike(one, finding))
  return alike.find(({ state }) => state === 'dismissed') ?? alike[0]
}

/** In the same file, of the same category, about the same thing or code, in much the same words. */
function isAlike(one: RememberedFinding, finding: Verified): boolean {
  if (one.path !== finding.path || one.category !== finding.category) return false
  const isSameSubject = one.subject !== '' && sameSubject(one.subject) === sameSubject(finding.subject)
  if (!isSameSubject && !isSameQuote(one.quote, finding.quote)) return false
  return likeness(one.title, finding.title) >= 0.5
}

/** Equal, or one is part of the other. */
function isSameQuote(one: string, other: string): boolean {
  const [short = '', long = ''] = [sameCode(one), sameCode(other)].sort((a, b) => a.length - b.length)
  return short !== '' && long.includes(short)
}
