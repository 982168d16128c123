import type { Opinion } from '../../core/opinion.ts'
import { pullFacts } from '../../github/read.ts'
import { remember } from '../../review/remember.ts'
import { enqueue } from '../../store/jobs.ts'
import { latestOpinion, opinionOf, opinionShownAgain, saveOpinion } from '../../store/opinions.ts'
import { pullOf, seePull } from '../../store/pulls.ts'
import { cancelOthers, type Run, runFor, showRun } from '../check-runs.ts'
import { Closing } from '../evaluator.ts'
import { newDecide } from '../jobs.ts'
import type { AskTask, PullFacts } from '../task.ts'
import { assertHeld, clientFor, LeaseLost, type TaskContext } from '../task-context.ts'
import { watchHead } from './head-watch.ts'
import { type About, aboutHead } from './opinion-about.ts'
import { opinionSubject, runToComplete, showOpinion } from './opinion-check.ts'
import { opinionOn } from './opinion-on.ts'
import { obstacleTo, without } from './opinion-without.ts'
import { hearThumbs } from './reactions.ts'

/**
 * Asks the model about the head that the gate has judged, once for each head, and shows what it says on a check run of its own and in the
 * comment. Whatever becomes of it, the gate's check is not touched.
 */
export async function ask(context: TaskContext, task: AskTask): Promise<void> {
  if (!context.asking) return
  const pull = await currentPull(context, task)
  const subject = opinionSubject(task.repository, pull)
  if (pull.state === 'closed') return void (await cancelOthers(context, subject, undefined))
  const about = await aboutHead(context, task, pull)
  if (!about) return void (await cancelOthers(context, subject, ''))
  const run = await runFor(context, subject, task.request)
  await cancelOthers(context, subject, run.externalId)
  const known = await opinionOf(context.database, about.place)
  if (known && (task.request === 'head' || run.status === 'completed'))
    return showAgain(context, about, { run, opinion: known.opinion })
  if (about.judged.evaluation.coverage.length === 0)
    return showOpinion(context, about, { run, opinion: without(about, 'complete') })
  const why = await obstacleTo(context, about)
  if (why !== undefined)
    return showOpinion(context, about, { run, opinion: without(about, 'not-asked', [why]) })
  await askAnew(context, about, await runToComplete(context, subject, task.request))
}

async function currentPull(context: TaskContext, { repository, pull }: AskTask): Promise<PullFacts> {
  const now = await pullFacts(await clientFor(context, repository), repository, pull.number)
  const { id, installation, owner, name } = repository
  await seePull(context.database, { ...now, repository: id, installation, owner, name })
  return now
}

/** What was said of this head is what people see from now on; nobody is asked again. */
async function showAgain(
  context: TaskContext,
  about: About,
  shown: { readonly run: Run; readonly opinion: Opinion },
): Promise<void> {
  const { place, memory } = about
  const { opinion } = shown
  const latest = await latestOpinion(context.database, place)
  if (latest?.head !== place.head)
    await opinionShownAgain(context.database, { ...place, opinion, remembered: remember(opinion, memory) })
  await showOpinion(context, about, shown)
}

async function askAnew(context: TaskContext, about: About, run: Run): Promise<void> {
  const { task, pull } = about
  const subject = opinionSubject(task.repository, pull)
  const githubId = await showRun(context, subject, { ...run, wanted: 'in_progress' })
  const begun: Run = { ...run, githubId, status: 'in_progress' }
  await hearThumbs(context, task.repository, pull)
  const seen = await pullOf(context.database, task.repository.id, pull.number)
  const watch = watchHead(context, { ...about.task, pull, isPausedBefore: seen?.paused === true })
  const opinion = await opinionOn(context, about, { signal: watch.signal, run: begun }).finally(watch.stop)
  await assertHeld(context)
  if (!opinion) return cutShort(context, about, begun)
  const kept = await keep(context, about, opinion)
  await showOpinion(context, about, { run: begun, opinion: kept })
}

/** Said and to be told, as one: the lane of the pull request writes the comment, where nothing else writes it at the same time. */
async function keep(
  { database, job }: TaskContext,
  { task, pull, place, memory }: About,
  opinion: Opinion,
): Promise<Opinion> {
  const { request, by = 'sluice', repository } = task
  return database.transaction(async (inside) => {
    const remembered = remember(opinion, memory)
    const kept = await saveOpinion(inside, { ...place, request, by, opinion, remembered })
    await enqueue(inside, { ...newDecide({ repository, pull }), delivery: job.delivery })
    return kept
  })
}

/** The run of a head that moved on is cancelled; a pause is told on it. What comes next asks by itself. */
async function cutShort(context: TaskContext, about: About, run: Run): Promise<void> {
  if (context.asking?.stopping.aborted) throw new Closing()
  const { task, pull } = about
  const why = await obstacleTo(context, about)
  const known = await pullOf(context.database, task.repository.id, pull.number)
  const isThere = known?.head === pull.head && known.baseRef === pull.baseRef && known.state === 'open'
  if (isThere && why !== undefined)
    return showOpinion(context, about, { run, opinion: without(about, 'not-asked', [why]) })
  // It was away and is back, or the lease ended for a moment: nothing else would ask, so whoever takes the job up does.
  if (isThere) throw new LeaseLost()
  const subject = opinionSubject(task.repository, { ...pull, ...known })
  await cancelOthers(context, subject, known?.state === 'closed' ? undefined : '')
}
