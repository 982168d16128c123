import type { Opinion } from '../../core/opinion.ts'
import { updateCheckRun } from '../../github/check-run.ts'
import { ask } from '../../pipeline/ask.ts'
import { strictest } from '../../review/budget.ts'
import type { Prepared } from '../../review/question.ts'
import { reviewSettingOf } from '../../review/setting.ts'
import { journalFor } from '../../store/journal.ts'
import type { Run } from '../check-runs.ts'
import { fetchedFor, inputFor } from '../evaluate-range.ts'
import type { EvaluationInput } from '../evaluation-input.ts'
import { clientFor, type TaskContext } from '../task-context.ts'
import type { About } from './opinion-about.ts'
import { trialsOf } from './opinion-trials.ts'
import { without } from './opinion-without.ts'

interface Underway {
  readonly signal: AbortSignal
  readonly run: Run
}

/** Reads the change once more, makes questions of it and asks. Undefined where it was cut short: then nothing of it counts. */
export async function opinionOn(
  context: TaskContext,
  about: About,
  { signal, run }: Underway,
): Promise<Opinion | undefined> {
  const { asking } = context
  if (!asking) return undefined
  const read = await prepared(context, about)
  if ('failed' in read) return without(about, 'unavailable', read.failed)
  const { change, questions } = read
  const setting = reviewSettingOf(change.policy)
  if (setting.share === 'off') return without({ ...about, setting }, 'not-asked', [nothingShared])
  if (questions.questions.length === 0) return without({ ...about, setting }, 'complete')
  const until = AbortSignal.any([signal, asking.stopping])
  if (until.aborted) return undefined
  await announce(context, about, { run, questions })
  const { judged, memory } = about
  return ask({
    ...{ prepared: questions, setting, memory, signal: until },
    ...{ model: asking.model, journal: journalOf(context, about, setting.budget) },
    modelUnavailable: change.policy.on.modelUnavailable,
    prove: trialsOf(context, { change, opinion: `${run.externalId} ${context.job.claims}` }),
    firstNumber: judged.evaluation.findings.length + 1,
    now: () => performance.now(),
  })
}

const nothingShared = 'The policy shares nothing with a model any more.'

type Read =
  | { readonly change: EvaluationInput; readonly questions: Prepared }
  | { readonly failed: readonly string[] }

async function prepared(context: TaskContext, { task, pull, judged, memory }: About): Promise<Read> {
  const { asking } = context
  const range = { repository: task.repository, head: pull.head, baseRef: pull.baseRef }
  const fetched = await fetchedFor(context, range)
  if ('failed' in fetched) return fetched
  const turn = (asking ?? context).evaluator
  return turn.inTurn(async (_, { prepare }) => {
    const read = await inputFor(context, { ...range, fetched, isToAsk: true })
    if ('failed' in read) return read
    const evaluation = JSON.stringify(judged.evaluation)
    const made = await prepare({ change: read.input, evaluation, memory })
    return made.ok ? { change: read.input, questions: made.prepared } : { failed: [made.reason] }
  })
}

function journalOf(context: TaskContext, { task, place }: About, budget: Parameters<typeof strictest>[0]) {
  const { database, asking, job } = context
  return journalFor(database, {
    ...{ ...place, installation: task.repository.installation, by: task.by ?? 'sluice' },
    limits: strictest(budget, asking?.limits ?? {}),
    // Who asks again wants to hear something new, and a try of that which was broken off is paid for once.
    ...(task.by !== undefined && { since: job.createdAt }),
  })
}

/** On the run that is under way: what is asked. */
async function announce(
  context: TaskContext,
  { task }: About,
  { run, questions: { questions } }: { readonly run: Run; readonly questions: Prepared },
): Promise<void> {
  if (run.githubId === null) return
  const client = await clientFor(context, task.repository)
  const title = `Asking about ${questions.map((one) => one.title).join(', ')}`
  const output = { title, summary: questions.map((one) => `- ${one.title}`).join('\n') || title }
  await updateCheckRun(client, task.repository, run.githubId, {
    status: 'in_progress',
    output,
    lookUp: false,
  })
}
