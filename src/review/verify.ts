import type { DropReason } from '../core/opinion.ts'
import type { ReviewSetting } from '../core/policy.ts'
import { type Candidate, limits, type Verified } from './answer.ts'
import { fingerprint } from './fingerprint.ts'
import type { Memory } from './journal.ts'
import type { Prepared, Question } from './question.ts'
import { isSecret, restorable } from './share/restorable.ts'
import { restore } from './share/restore.ts'
import { anchor } from './verify/anchor.ts'
import { isBelowTheBar } from './verify/bar.ts'
import { isCandidate } from './verify/candidate.ts'
import { isAllowed } from './verify/categories.ts'
import { evidenceFor } from './verify/evidence.ts'
import { headOf } from './verify/head.ts'
import { isInText } from './verify/in-text.ts'
import { knownNames } from './verify/known-names.ts'
import { checkNames, nameIn } from './verify/names.ts'
import { plainText } from './verify/plain-text.ts'
import { findQuote } from './verify/quote.ts'
import { earlierOf, isRepeated } from './verify/repeat.ts'
import { repeatsRule } from './verify/rule-repeat.ts'
import { speaksOfReview } from './verify/speech.ts'
import { suggestedText } from './verify/suggested.ts'

export interface Against {
  readonly question: Question
  readonly prepared: Prepared
  readonly setting: ReviewSetting
  readonly memory: Memory
  /** What earlier questions of this change brought. */
  readonly accepted: readonly Verified[]
}

export interface Drop {
  readonly reason: DropReason
  /** Left out: it had not even the shape of one. */
  readonly candidate?: Candidate
}

/** More than an answer may hold; what comes after is not looked at. */
const mostCandidates = 50

/**
 * What of an answer is true to the change: quoted verbatim from lines that it changes or affects, about names that exist, in a category
 * that the policy wants to hear of, and said by nobody before. Whether it is right is another question. Pure; throws for nothing.
 */
export function verify(
  candidates: readonly Candidate[],
  against: Against,
): { readonly kept: readonly Verified[]; readonly dropped: readonly Drop[] } {
  const kept: Verified[] = []
  const dropped: Drop[] = []
  for (const [index, candidate] of candidates.entries()) {
    const accepted = [...against.accepted, ...kept]
    const outcome = index < mostCandidates ? examine(candidate, { ...against, accepted }) : 'malformed'
    if (typeof outcome !== 'string') kept.push(outcome)
    else dropped.push(isCandidate(candidate) ? { reason: outcome, candidate } : { reason: outcome })
  }
  return { kept, dropped }
}

function examine(candidate: Candidate, against: Against): Verified | DropReason {
  if (!isCandidate(candidate)) return 'malformed'
  const said = { ...candidate, ...textsOf(candidate) }
  if (said.title === '' || speaksOfReview(said)) return 'malformed'
  if (!isAllowed(said.category, against)) return 'category-not-allowed'
  const located = locate(said, against)
  if (typeof located === 'string') return located
  const finding = { ...located, fingerprint: fingerprint(located) }
  if (repeatsRule(finding, against.prepared.grounds)) return 'duplicate-of-rule'
  if (isRepeated(finding, against.accepted)) return 'duplicate'
  return unlessKnown(finding, against)
}

/** Prose keeps its placeholders: no literal that did not leave is posted because of it. */
function textsOf({ title, consequence, fix }: Candidate): Pick<Candidate, 'title' | 'consequence' | 'fix'> {
  return {
    title: plainText(title, limits.title),
    consequence: plainText(consequence, limits.prose),
    fix: plainText(fix, limits.prose),
  }
}

/** Where it is, by its quote, and whom it is about. */
function locate(said: Candidate, against: Against): Omit<Verified, 'fingerprint'> | DropReason {
  const { question, prepared } = against
  const path = said.path.replace(/^(?:\.\/)+/, '')
  const file = Object.hasOwn(prepared.grounds.files, path) ? prepared.grounds.files[path] : undefined
  if (!file || !question.paths.includes(path)) return 'out-of-scope'
  const original = (text: string) => restore(text, prepared.replacements)
  const named = (text: string) => restore(text, restorable([text], prepared.replacements))
  const head = headOf(file)
  const places = findQuote(head, original(said.quote))
  if (places.length === 0) return 'quote-not-found'
  const place = anchor(places, { head, line: said.line })
  if (!place) return 'out-of-scope'
  const subject = nameIn(named(said.subject))
  const replacements = restorable([said.quote], prepared.replacements)
  const isOpen = !prepared.replacements.some(
    (each) => isSecret(each) && said.quote.includes(each.placeholder),
  )
  const names = checkNames({ ...said, subject, names: said.names.map(named) }, knownNames(question, prepared))
  if (names.isUnknown) return 'unknown-name'
  const { category, severity, title, consequence, fix } = said
  const { lines } = place
  // What holds a secret is shown as the model saw it, and nothing is suggested for it.
  const quote = isOpen ? place.quote : said.quote
  const wanted = said.suggestion !== null && isOpen && !isInText(path, head.text, place.range)
  const suggestion = wanted ? restore(said.suggestion ?? '', replacements) : undefined
  const suggested = suggestion === undefined ? undefined : suggestedText(suggestion, place)
  return {
    ...{ category, severity, path, lines, quote, subject, title, consequence, fix },
    confidence: said.confidence === 'high' && !names.isChecked ? 'medium' : said.confidence,
    evidence: evidenceFor({ path, place, proved: names.proved }),
    ...(suggested !== undefined && { suggested }),
  }
}

/** What was told before keeps its name, also in other words, and is told again however high the bar. */
function unlessKnown(finding: Verified, { memory }: Against): Verified | DropReason {
  const earlier = earlierOf(finding, memory)
  if (earlier?.state === 'dismissed') return 'dismissed-before'
  if (earlier?.state === 'open') return { ...finding, fingerprint: earlier.fingerprint }
  return isBelowTheBar(finding, memory) ? 'below-the-bar' : finding
}
