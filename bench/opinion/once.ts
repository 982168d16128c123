import { rules } from '../../rules/index.ts'
import { openModel } from '../../src/anthropic/open-model.ts'
import { policyFrom } from '../../src/cli/local-policy.ts'
import { emptyTree } from '../../src/core/snapshot.ts'
import { prepare } from '../../src/pipeline/prepare.ts'
import { readChange } from '../../src/pipeline/read-change.ts'
import { judgeChange } from '../../src/pipeline.ts'
import type { Candidate, Verified } from '../../src/review/answer.ts'
import { decideOpinion, type Judged } from '../../src/review/decide.ts'
import { findAsking, promptVersion, refuteAsking } from '../../src/review/prompts.ts'
import type { Prepared, Question } from '../../src/review/question.ts'
import { readFindings } from '../../src/review/read-answer.ts'
import { reviewSettingOf } from '../../src/review/setting.ts'
import { openSharing } from '../../src/review/share/open-sharing.ts'
import { verify } from '../../src/review/verify.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'
import { configurationFor } from '../../test/anthropic/asking.ts'
import { startModelServer } from '../../test/anthropic/server.ts'
import { ordinary } from './change.ts'

// Run as a process of its own: what an ordinary pull request asks, how long we take over it, and what the cache gives back.

const policy = await policyFrom(emptyTree)
const setting = reviewSettingOf(policy)
const memory = { round: 1, earlier: [] }
const [reader, terraform] = [openSqlReader(), openTerraformReader()]
const input = {
  ...{ snapshot: ordinary, policy, statistics: {}, rules, reader, terraform },
  ...{ scope: 'pull-request' as const, now: () => performance.now() },
}
const read = await readChange(input)
const evaluation = await judgeChange(input, read)

const { value: prepared, milliseconds: building } = measured(() =>
  prepare({ read, input, evaluation, memory }, openSharing({ share: 'schema', exclude: setting.exclude })),
)
const questions = prepared.questions.filter(({ topic }) => topic !== 'remedy')
const { milliseconds: verifying } = measured(() => verifyAll(prepared, questions))
const asked = await tokensOf(prepared, questions)
process.stdout.write(JSON.stringify({ questions: questions.length, building, verifying, ...asked }), () =>
  process.exit(),
)

/** Of the processor; what is loaded for it is in it. */
function measured<T>(work: () => T): { readonly value: T; readonly milliseconds: number } {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return { value, milliseconds: (user + system) / 1000 }
}

/** Ten answers to each question, true to it and not, from what was received to what is shown. */
function verifyAll(prepared: Prepared, questions: readonly Question[]): void {
  const judged: Judged[] = []
  const dropped: ReturnType<typeof verify>['dropped'][number][] = []
  for (const question of questions) {
    findAsking(question, prepared, memory)
    const { candidates } = readFindings({ findings: answersTo(question, prepared) })
    const accepted: Verified[] = judged.map(({ finding }) => finding)
    const verified = verify(candidates, { question, prepared, setting, memory, accepted })
    for (const finding of verified.kept) refuteAsking(finding, question, prepared)
    judged.push(...verified.kept.map((finding) => ({ finding, isUpheld: true })))
    dropped.push(...verified.dropped)
  }
  if (judged.length === 0 || dropped.length === 0) throw new Error('nothing was kept, or nothing dropped')
  decideOpinion({
    ...{ setting, modelUnavailable: 'ignore', memory, firstNumber: 1, notRead: [], judged, dropped },
    ...{ remedies: [], questions: [], promptVersion, seconds: 0 },
  })
}

function answersTo(question: Question, { grounds }: Prepared): Candidate[] {
  return question.paths.flatMap((path) => {
    const { text = '', changed = [] } = grounds.files[path] ?? {}
    const lines = text.split('\n')
    return changed.slice(0, 5).flatMap(({ startLine }, n): Candidate[] => {
      const said = {
        ...{ path, line: startLine, subject: '', names: [], category: 'business-logic' as const },
        ...{ severity: 'high' as const, confidence: 'high' as const, suggestion: null },
        title: `Rows of part ${n} of ${path} are counted twice`,
        ...{ consequence: 'Totals are too high.', fix: 'Count once.' },
      }
      return [
        { ...said, quote: lines[startLine - 1] ?? '' },
        { ...said, quote: `${lines[startLine - 1]} invented`, title: `Part ${n} of ${path} is invented` },
      ]
    })
  })
}

/** Two questions of one tier, one after the other, against the local server. */
async function tokensOf(prepared: Prepared, questions: readonly Question[]) {
  const server = await startModelServer({ answer: () => ({ json: { findings: [] } }) })
  const model = openModel(configurationFor(server))
  const signal = new AbortController().signal
  const beyond: number[] = []
  for (const question of questions) {
    const asking = findAsking({ ...question, tier: 'review' }, prepared, memory)
    const [all = Number.NaN, without = Number.NaN] = [
      await model.count(asking, signal),
      await model.count({ ...asking, question: '' }, signal),
    ]
    beyond.push(all - without)
    const answered = await model.ask(asking, signal)
    if (!answered.ok) throw new Error(answered.problem)
  }
  const [first, second] = server.ledger
  await server.close()
  const prefix = (first?.written1h ?? 0) + (first?.written5m ?? 0) + (first?.read ?? 0)
  const estimated = Math.max(...questions.map(({ tokens }) => tokens))
  return { estimated, counted: Math.max(...beyond), prefix, cached: (100 * (second?.read ?? 0)) / prefix }
}
