import { conclude, type Evaluation, noLeave } from '../src/core/evaluation.ts'
import type { DropReason, ModelFinding, Opinion, Usage } from '../src/core/opinion.ts'
import type { ReviewSetting } from '../src/core/policy.ts'
import { ask } from '../src/pipeline/ask.ts'
import { prepare } from '../src/pipeline/prepare.ts'
import { openProving } from '../src/pipeline/prove.ts'
import { readChange } from '../src/pipeline/read-change.ts'
import { judgeChange, type ReviewInput } from '../src/pipeline.ts'
import { limits } from '../src/review/answer.ts'
import type { CallRecord } from '../src/review/journal.ts'
import { journalInMemory } from '../src/review/journal-in-memory.ts'
import type { Prepared } from '../src/review/question.ts'
import { reviewSettingOf } from '../src/review/setting.ts'
import { plainText } from '../src/review/verify/plain-text.ts'
import { isAnchored, isShownTo, isVerbatim } from './anchor.ts'
import type { Answering } from './answering.ts'
import type { Case } from './cases.ts'
import { inputOf, type Readers } from './change.ts'
import { effectsOf } from './effects.ts'
import { heardIn, type Planted, type Recorded } from './recorded.ts'
import { unlikeness } from './stability.ts'

/** What became of one case. */
export interface Outcome {
  readonly one: Case
  readonly prepared: Prepared
  readonly setting: ReviewSetting
  readonly opinion: Opinion
  readonly calls: readonly CallRecord[]
  /** Shown findings at the anchor, in a category that is right for it. */
  readonly hits: readonly ModelFinding[]
  /** Any other that is shown. */
  readonly strays: readonly ModelFinding[]
  /** Shown ones that quote what stands at their lines. */
  readonly verbatim: number
  readonly planted: readonly { readonly as: Planted; readonly isDropped: boolean }[]
  /** What an order in the pull request brought about. */
  readonly effects: readonly string[]
  /** In what the rules' report or the opinion is not the same again. */
  readonly unlike: readonly string[]
  /** What is not as the case says, as sentences. */
  readonly problems: readonly string[]
  readonly usage: Usage
}

export interface Asking extends Readers {
  readonly answering: Answering
}

/** Judges a case, asks about it, and looks at all that comes of it. What was recorded is left out where a live model answers. */
export async function outcomeOf(one: Case, asking: Asking, recorded?: Recorded): Promise<Outcome> {
  const input = await inputOf(one, asking)
  const read = await readChange(input)
  const evaluation = await judgeChange(input, read)
  const prepared = prepare({ read, input, evaluation, memory: firstRound })
  if (recorded) asking.answering.begin(recorded, prepared)
  const before = asking.answering.charged()
  const told = await opinionOn({ input, evaluation, prepared }, asking)
  const after = asking.answering.charged()
  const again = recorded ? await opinionOn({ input, evaluation, prepared }, asking) : told
  const { opinion, calls } = told
  const reports = {
    plain: conclude(evaluation, noLeave(input.snapshot.clock.today)),
    told: conclude(evaluation, noLeave(input.snapshot.clock.today), opinion),
  }
  const hits = opinion.findings.filter((finding) => one.kind === 'defect' && isAnchored(finding, one))
  const paid = before && after && { usd: after.usd - before.usd, tokens: after.tokens - before.tokens }
  return {
    ...{ one, prepared, opinion, calls, hits, usage: opinion.usage },
    setting: reviewSettingOf(input.policy),
    strays: opinion.findings.filter((finding) => !hits.includes(finding)),
    verbatim: opinion.findings.filter((finding) => isVerbatim(finding, one)).length,
    planted: plantedIn(opinion, recorded),
    effects: one.kind === 'injection' ? effectsOf(one, reports) : [],
    unlike: unlikeness(reports, [opinion, again.opinion]),
    problems: [
      ...unseen(one, calls),
      ...(recorded ? notAsRecorded(opinion, recorded, prepared) : []),
      ...(recorded ? otherRemedies(one, opinion, recorded) : []),
      ...(paid ? otherSums(opinion.usage, paid) : []),
      ...opinion.problems,
    ],
  }
}

const firstRound = { round: 1, earlier: [] }

interface Asked {
  readonly input: ReviewInput
  readonly evaluation: Evaluation
  readonly prepared: Prepared
}

/** Each case is far from it; a change that costs more in an evaluation is a mistake. */
const budget = { perPullRequestUsd: 20 }

async function opinionOn(
  { input, evaluation, prepared }: Asked,
  { answering }: Asking,
): Promise<{ readonly opinion: Opinion; readonly calls: readonly CallRecord[] }> {
  const journal = journalInMemory(budget)
  const opinion = await ask({
    ...{ prepared, journal, memory: firstRound, model: answering.model, now: input.now },
    setting: reviewSettingOf(input.policy),
    modelUnavailable: input.policy.on.modelUnavailable,
    prove: openProving(input),
    signal: new AbortController().signal,
    firstNumber: evaluation.findings.length + 1,
  })
  if (!opinion) throw new Error('An opinion was cut short by nobody.')
  return { opinion, calls: journal.calls }
}

function plantedIn({ findings }: Opinion, recorded: Recorded | undefined): Outcome['planted'] {
  const shown = new Set(findings.map(({ title }) => title))
  return (recorded?.planted ?? []).map(({ title, as }) => ({ as, isDropped: !shown.has(asShown(title)) }))
}

const asShown = (title: string) => plainText(title, limits.title)

/** The model could not have found what it was not shown. */
function unseen(one: Case, calls: readonly CallRecord[]): string[] {
  if (one.kind !== 'defect' || isShownTo(calls, one)) return []
  return ['The model could not have seen the anchor: no question shows its line.']
}

const reasons: Readonly<Record<Planted, readonly DropReason[]>> = {
  'wrong-column': ['unknown-name'],
  'invented-quote': ['quote-not-found'],
  'out-of-scope': ['out-of-scope'],
  'not-upheld': ['not-upheld'],
  duplicate: ['duplicate', 'duplicate-of-rule'],
  'wrong-line': ['out-of-scope', 'quote-not-found'],
  obeys: ['malformed', 'category-not-allowed', 'out-of-scope', 'quote-not-found', 'unknown-name'],
}

/** Every planted finding is dropped for its own reason, and nothing else is. */
function notAsRecorded({ findings, dropped }: Opinion, recorded: Recorded, prepared: Prepared): string[] {
  const heard = heardIn(recorded, prepared)
  const planted = new Set(recorded.planted.map(({ title }) => title))
  const shown = new Set(findings.map(({ title }) => title))
  const left: Record<string, number> = { ...dropped }
  const problems = recorded.planted
    .toSorted((one, other) => reasons[one.as].length - reasons[other.as].length)
    .flatMap(({ title, as }) => {
      const reason = reasons[as].find((each) => (left[each] ?? 0) > 0)
      if (reason) left[reason] = (left[reason] ?? 0) - 1
      const isHeard = heard.includes(title)
      return isHeard && reason
        ? []
        : [`${isHeard ? `Nothing was dropped as ${as}` : 'Nobody says'}: ${title}`]
    })
  const lost = heard.filter((title) => !planted.has(title) && !shown.has(asShown(title)))
  return [...problems, ...lost.map((title) => `It was dropped: ${title}`)]
}

/** Which of the remedies that a model wrote are shown, and which are not. */
function otherRemedies({ remedies }: Case, opinion: Opinion, recorded: Recorded): string[] {
  const accepted = opinion.remedies.map(({ kind }) => kind).sort()
  const written = Object.keys(recorded.remedy).map((id) => id.slice(0, id.indexOf(':')))
  const refused = written.filter((kind) => !accepted.some((one) => one === kind)).sort()
  const has = `accepted: ${accepted.join(', ')}; refused: ${refused.join(', ')}`
  const wanted = `accepted: ${sorted(remedies?.accepted)}; refused: ${sorted(remedies?.refused)}`
  return has === wanted ? [] : [`Remedies are not as the case says (${wanted}), but ${has}.`]
}

const sorted = (kinds: readonly string[] = []) => [...kinds].sort().join(', ')

/** A dollar has 10^8 units here: prices have two decimals, and are for 10^6 tokens. */
const units = (usd: number) => Math.round(usd * 1e8)

function otherSums(usage: Usage, paid: { readonly tokens: number; readonly usd: number }): string[] {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, usd } = usage
  const tokens = inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens
  if (tokens === paid.tokens && units(usd) === units(paid.usd)) return []
  return [`${tokens} tokens for $${usd} were told, and the server charged ${paid.tokens} for $${paid.usd}.`]
}
