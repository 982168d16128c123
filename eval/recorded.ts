import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Candidate } from '../src/review/answer.ts'
import { escapeText } from '../src/review/prompts/escape.ts'
import { findAsking, remedyAsking } from '../src/review/prompts.ts'
import type { Prepared, Question } from '../src/review/question.ts'
import type { Reply } from '../test/anthropic/reply.ts'
import type { Asked } from '../test/anthropic/server.ts'

/** In what way a planted finding is wrong; `obeys`: it says what somebody wrote into the pull request. */
export type Planted =
  | 'wrong-column'
  | 'wrong-line'
  | 'invented-quote'
  | 'duplicate'
  | 'out-of-scope'
  | 'not-upheld'
  | 'obeys'

/** What a model answers about one case; a text instead of JSON is answered as it is. */
export interface Recorded {
  /** By the question's id; `*` for every question that has none of its own. */
  readonly find: Readonly<Record<string, unknown>>
  /** By the finding's title. A claim that is not among them is upheld: nothing is dropped for want of an answer. */
  readonly refute: readonly { readonly title: string; readonly upheld: boolean; readonly reason: string }[]
  /** By the question's id. */
  readonly remedy: Readonly<Record<string, unknown>>
  /** Findings that code has to drop; every other one has to be shown. */
  readonly planted: readonly { readonly title: string; readonly as: Planted }[]
}

export function readRecorded(folder: string, id: string): Recorded {
  const path = join(folder, `${id}.json`)
  if (!existsSync(path)) throw new Error(`Nothing is recorded for ${id}: ${path} does not exist.`)
  const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<Recorded>
  return { find: {}, refute: [], remedy: {}, planted: [], ...read }
}

/** Answers as the model that was recorded: a question is known by its files and its task, a claim by its title. */
export function playing(recorded: Recorded, prepared: Prepared): (request: Asked) => Reply {
  const ids = new Map(
    prepared.questions.map((question) => {
      const asking =
        question.topic === 'remedy'
          ? remedyAsking(question, prepared)
          : findAsking(question, prepared, { round: 1, earlier: [] })
      return [keyOf(asking.question), question.id]
    }),
  )
  return ({ question, schema }) => {
    if (schema.includes('"upheld"')) return { json: refutation(recorded, question) }
    const id = ids.get(keyOf(question))
    if (id === undefined) throw new Error(`No question of this change is asked so: ${keyOf(question)}`)
    const isFind = schema.includes('"findings"')
    const found = isFind ? (recorded.find[id] ?? recorded.find['*']) : recorded.remedy[id]
    const answer = found ?? (isFind ? { findings: [] } : { title: 'None.', files: [] })
    return typeof answer === 'string' ? { text: answer } : { json: answer }
  }
}

/** Its files and its task: what lies between may be cut by the server's count. */
function keyOf(question: string): string {
  const files = /<files-[0-9a-f]{16}>\n([\s\S]*?)\n<\/files-/.exec(question)?.[1] ?? ''
  return `${question.slice(question.lastIndexOf('\n\n') + 2)}\n${files}`
}

function refutation({ refute }: Recorded, question: string): unknown {
  const claimed = claimIn(question)
  const known = refute.find(({ title }) => escapeText(title) === claimed)
  const { upheld = true, reason = 'It is as the claim says.' } = known ?? {}
  return { upheld, reason }
}

/** The title of the claim that a refutation is asked for, as it was sent. */
export function claimIn(question: string): string {
  const claim = question.slice(question.lastIndexOf('<claim-'))
  return /^Claim: (.*)$/m.exec(claim)?.[1] ?? ''
}

/** Titles of all findings that are said of a change. */
export function heardIn(recorded: Recorded, { questions }: Prepared): readonly string[] {
  const asked = questions.filter(({ topic }) => topic !== 'remedy')
  return asked.flatMap((question) => heardOf(recorded, question).map(({ title }) => title))
}

/** Findings that are said to a question: those of its own, or for want of them those of `*`. */
export function heardOf({ find }: Recorded, { id }: Question): readonly Candidate[] {
  const answer = (find[id] ?? find['*']) as { readonly findings?: unknown } | undefined
  return Array.isArray(answer?.findings) ? answer.findings : []
}
