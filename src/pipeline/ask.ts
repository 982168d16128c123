import type { Opinion, QuestionReport, Remedy, Usage } from '../core/opinion.ts'
import { noUsage, usageSum } from '../core/opinion.ts'
import type { Policy, ReviewSetting } from '../core/policy.ts'
import { type Candidate, limits, type RemedyAnswer, type Verified } from '../review/answer.ts'
import { decideOpinion, type Judged } from '../review/decide.ts'
import type { Journal, Memory } from '../review/journal.ts'
import type { Model } from '../review/model.ts'
import { findAsking, promptVersion, refuteAsking, remedyAsking } from '../review/prompts.ts'
import type { Prepared, Question } from '../review/question.ts'
import { readFindings, readRefutation, readRemedy } from '../review/read-answer.ts'
import { restorable } from '../review/share/restorable.ts'
import { restore } from '../review/share/restore.ts'
import { plainText } from '../review/verify/plain-text.ts'
import { type Drop, verify } from '../review/verify.ts'
import { type Calling, call, type Outcome } from './call.ts'
import { counted } from './counted.ts'
import { inOrder } from './in-order.ts'
import { type Proven, type Wish, wishOf } from './prove.ts'

export interface AskInput {
  readonly prepared: Prepared
  readonly setting: ReviewSetting
  readonly modelUnavailable: Policy['on']['modelUnavailable']
  readonly model: Model
  readonly journal: Journal
  readonly memory: Memory
  /** Tries what a model suggests: nothing is shown that was not accepted. Left out: nothing can be tried, and no remedy is asked for. */
  readonly prove?: (wish: Wish) => Promise<Proven>
  /** Aborted when the head has moved, or somebody stopped it. */
  readonly signal: AbortSignal
  /** The number of the first finding: one more than the rules' last. */
  readonly firstNumber: number
  /** Milliseconds from any beginning. */
  readonly now: () => number
}

/**
 * The second opinion on a change: every question is asked, what comes back is held against the change, and what survives is put to the
 * model once more to be refuted. Undefined where it was cut short by the signal: then nothing of it counts.
 */
export async function ask(input: AskInput): Promise<Opinion | undefined> {
  const started = input.now()
  const { questions } = input.prepared
  const calling: Calling = { ...input, halted: {}, running: new Set() }
  const [remedial, others] = [
    questions.filter(({ topic }) => topic === 'remedy'),
    questions.filter(({ topic }) => topic !== 'remedy'),
  ]
  const found = await findAll(input, calling, others)
  const judged = await inOrder(found.candidates, (one) => judge(input, calling, one))
  const remedies = await inOrder(remedial, (question) => remedy(input, calling, question))
  if (input.signal.aborted) return undefined
  return decideOpinion({
    setting: input.setting,
    modelUnavailable: input.modelUnavailable,
    memory: input.memory,
    firstNumber: input.firstNumber,
    notRead: input.prepared.notRead,
    judged: judged.map(({ verdict }) => verdict),
    dropped: found.dropped,
    remedies: remedies.flatMap(({ remedy: made }) => (made ? [made] : [])),
    questions: [
      ...found.asked.map((one) => reportOf(one, judged)),
      ...remedies.map((one) => reportOf(one, [])),
    ],
    promptVersion,
    seconds: (input.now() - started) / 1000,
  })
}

interface Asked {
  readonly question: Question
  readonly outcome: Outcome
}

interface Found {
  readonly asked: readonly Asked[]
  readonly candidates: readonly { readonly question: Question; readonly finding: Verified }[]
  readonly dropped: readonly Drop[]
}

/** The answers are looked at in the order of the questions, whichever came first. */
async function findAll(input: AskInput, calling: Calling, questions: readonly Question[]): Promise<Found> {
  const { prepared, setting, memory } = input
  const asked = await inOrder(questions, async (whole) => {
    const question = await counted(calling, whole, (one) => findAsking(one, prepared, memory))
    const outcome = await call(calling, { question, asking: findAsking(question, prepared, memory) })
    return { question, outcome: inForm(outcome) }
  })
  const candidates: { question: Question; finding: Verified }[] = []
  const dropped: Drop[] = []
  for (const { question, outcome } of asked) {
    const { found, malformed } = candidatesIn(outcome)
    const accepted = candidates.map(({ finding }) => finding)
    const verified = verify(found, { question, prepared, setting, memory, accepted })
    candidates.push(...verified.kept.map((finding) => ({ question, finding })))
    dropped.push(...malformed, ...verified.dropped)
  }
  return { asked, candidates, dropped }
}

/** JSON of another form says neither that something is wrong nor that nothing is. */
function inForm(outcome: Outcome): Outcome {
  const { answered } = outcome
  if (!answered?.ok || readFindings(answered.value).isAnswer) return outcome
  const { call } = answered
  return {
    ...outcome,
    answered: { ok: false, kind: 'malformed', problem: anotherForm, isPassing: true, call },
    problem: anotherForm,
  }
}

const anotherForm = 'The model did not answer in the form that was asked for.'

function candidatesIn({ answered }: Outcome): {
  readonly found: readonly Candidate[]
  readonly malformed: readonly Drop[]
} {
  if (!answered?.ok) return { found: [], malformed: [] }
  const { candidates, malformed } = readFindings(answered.value)
  return { found: candidates, malformed: Array.from({ length: malformed }, () => ({ reason: 'malformed' })) }
}

interface JudgedOf {
  readonly question: Question
  readonly verdict: Judged
  readonly usage: Usage
}

/** Tried first: what was seen is a fact, and what is suggested is no part of the claim. */
async function judge(
  input: AskInput,
  calling: Calling,
  { question, finding }: Found['candidates'][number],
): Promise<JudgedOf> {
  const proof = await proofOf(input, finding)
  const asking = refuteAsking(finding, question, input.prepared)
  const outcome = await call(calling, { question, asking, about: finding.fingerprint })
  const isUpheld = outcome.answered?.ok === true && readRefutation(outcome.answered.value)?.upheld === true
  return { question, verdict: { finding, isUpheld, ...proof }, usage: outcome.usage }
}

async function proofOf({ prove }: AskInput, finding: Verified): Promise<Pick<Judged, 'proof' | 'caveats'>> {
  if (finding.suggested === undefined || !prove) return {}
  const proven = await prove({ finding })
  return 'proof' in proven ? proven : {}
}

async function remedy(
  input: AskInput,
  calling: Calling,
  question: Question,
): Promise<Asked & { readonly remedy?: Remedy }> {
  // What cannot be tried is not worth asking for.
  if (!input.prove)
    return { question, outcome: { usage: noUsage, seconds: 0, model: null, problem: notTried } }
  const { prepared } = input
  const outcome = await call(calling, { question, asking: remedyAsking(question, prepared) })
  const answer = outcome.answered?.ok ? readRemedy(outcome.answered.value) : undefined
  const wish = answer && wishOf(question, restored(answer, question, prepared))
  const proven = wish && (await input.prove(wish))
  if (proven && 'remedy' in proven) return { question, outcome, remedy: proven.remedy }
  if (!proven || !('refused' in proven)) return { question, outcome }
  // Why may repeat a piece of what it wrote.
  const problem = plainText(`What it wrote was not accepted: ${proven.refused}`, limits.prose)
  return { question, outcome: { ...outcome, problem } }
}

const notTried = 'Nothing can be tried here, so it was not asked for.'

/** A text that is to run holds what placeholders of its question stand for; what is said about it does not. A secret stays one. */
function restored(answer: RemedyAnswer, question: Question, prepared: Prepared): RemedyAnswer {
  const shown = question.parts.map(({ text }) => text)
  const replacements = restorable(shown, prepared.replacements)
  const files = answer.files.map(({ path, text }) => ({ path, text: restore(text, replacements) }))
  return { ...answer, files }
}

/** With what its refutations cost. */
function reportOf({ question, outcome }: Asked, judged: readonly JudgedOf[]): QuestionReport {
  const { topic, title, paths, cut, tier, id } = question
  const { answered, problem, model, seconds } = outcome
  const refuted = judged.filter((one) => one.question.id === id).map(({ usage }) => usage)
  return {
    ...{ topic, title, paths, cut, tier, model, seconds },
    outcome: answered ? (answered.ok ? 'answered' : 'failed') : 'not-asked',
    ...(problem !== undefined && { problem }),
    usage: [outcome.usage, ...refuted].reduce(usageSum),
  }
}
