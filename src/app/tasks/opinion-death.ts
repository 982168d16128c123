import { latestCheckRun } from '../../store/check-runs.ts'
import { runFor } from '../check-runs.ts'
import type { AskTask } from '../task.ts'
import type { TaskContext } from '../task-context.ts'
import { aboutHead } from './opinion-about.ts'
import { opinionSubject, showOpinion } from './opinion-check.ts'
import { without } from './opinion-without.ts'

/** Before a question is given up, its check says so and why; where it was not shown yet, nobody waits for it. */
export async function showAskDeath(context: TaskContext, task: AskTask, why: string): Promise<void> {
  const { repository, pull } = task
  const subject = opinionSubject(repository, pull)
  const { name, head } = subject
  const latest = await latestCheckRun(context.database, repository.id, name, head)
  if (latest?.status === 'completed') return
  const about = await aboutHead(context, task, pull)
  if (!about) return
  const reasons = [why, `It was tried ${context.job.attempts} times; \`/sluice review\` asks again.`]
  const run = await runFor(context, subject, task.request)
  await showOpinion(context, about, { run, opinion: without(about, 'unavailable', reasons) })
}
