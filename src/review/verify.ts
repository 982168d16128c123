import { severities } from '../core/finding.ts'
import type { DropReason } from '../core/opinion.ts'
import type { ReviewSetting } from '../core/policy.ts'
import { shortened } from '../core/text.ts'
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
import { withoutHosts } from './verify/hosts.ts'
import { isInText } from './verify/in-text.ts'
import { type KnownNames, knownNames } from './verify/known-names.ts'
import { checkNames, isNameOf, type NamesChecked, nameIn } from './verify/names.ts'
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
  const outcomes = new Map<number, Verified | DropReason>()
  const kept = () =>
    [...outcomes].sort(([a], [b]) => a - b).flatMap(([, one]) => (typeof one === 'string' ? [] : [one]))
  // Of two that say the same the graver is kept.
  for (const index of byGravity(candidates)) {
    const candidate = candidates[index] as Candidate
    const accepted = [...against.accepted, ...kept()]
    outcomes.set(index, index < mostCandidates ? examine(candidate, { ...against, accepted }) : 'malformed')
  }
  const dropped = candidates.flatMap((candidate, index): Drop[] => {
    const reason = outcomes.get(index)
    if (typeof reason !== 'string') return []
    return [isCandidate(candidate) ? { reason, candidate } : { reason }]
  })
  return { kept: kept(), dropped }
}

/** Where they stand, the gravest first; in their order where they are as grave. */
function byGravity(candidates: readonly Candidate[]): readonly number[] {
  const rank = (at: number) => {
    const candidate = candidates[at]
    return isCandidate(candidate) ? severities.indexOf(candidate.severity) : severities.length
  }
  return [...candidates.keys()].sort((one, other) => rank(one) - rank(other) || one - other)
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
function textsOf({ title, consequence, fix }: Candidate): Texts {
  return {
    title: plainText(title, limits.title),
    consequence: plainText(consequence, limits.prose),
    fix: plainText(fix, limits.prose),
  }
}

type Texts = Pick<Candidate, 'title' | 'consequence' | 'fix'>

/** After names were checked: what looks like an address and is a name that does not exist is an invention first. */
function withoutAddresses({ title, consequence, fix }: Texts, known: KnownNames): Texts {
  const around = { ...known, isName: (name: string) => isNameOf(name, known) }
  const cleaned = (text: string, longest: number) => shortened(withoutHosts(text, around, fix), longest)
  return {
    title: cleaned(title, limits.title),
    consequence: cleaned(consequence, limits.prose),
    fix: cleaned(fix, limits.prose),
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
  const known = knownNames(question, prepared)
  const names = checkNames({ ...said, subject, names: said.names.map(named) }, known)
  if (names.isUnknown) return 'unknown-name'
  const { category, severity } = said
  const { lines } = place
  // What holds a secret is shown as the model saw it, and nothing is suggested for it.
  const quote = isOpen ? place.quote : said.quote
  const wanted = said.suggestion !== null && isOpen && !isInText(path, head.text, place.range)
  const suggestion = wanted ? restore(said.suggestion ?? '', replacements) : undefined
  const suggested = suggestion === undefined ? undefined : suggestedText(suggestion, place)
  return {
    ...{ category, severity, path, lines, quote, subject },
    ...withoutAddresses(said, known),
    confidence: confidenceOf(said, names, question),
    evidence: evidenceFor({ path, place, proved: names.proved }),
    ...(suggested !== undefined && { suggested }),
  }
}

/** Terraform has attributes that are wrong by not being there: words of their form are no sign of an invention. */
function confidenceOf({ confidence }: Candidate, names: NamesChecked, { topic }: Question) {
  if (names.hasStrangeWord && topic !== 'plan') return 'low'
  return confidence === 'high' && !names.isChecked ? 'medium' : confidence
}

/** What was told before keeps its name, also in other words, and is told again however high the bar. */
function unlessKnown(finding: Verified, { memory }: Against): Verified | DropReason {
  const earlier = earlierOf(finding, memory)
  if (earlier?.state === 'dismissed') return 'dismissed-before'
  if (earlier?.state === 'open') return { ...finding, fingerprint: earlier.fingerprint }
  return isBelowTheBar(finding, memory) ? 'below-the-bar' : finding
}
