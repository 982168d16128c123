import { collect } from '../../git/collect.ts'
import { fetchedUpTo } from '../../git/fetch.ts'
import { kindOf } from '../../github/errors.ts'
import { hasArtifact, openPulls, roleOf } from '../../github/read.ts'
import { isPolicyPath } from '../../policy/source.ts'
import { groupTask, latestCheckRun, newestCheckRun } from '../../store/check-runs.ts'
import { forgetHead } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { hasOpenPullTo, knownRepositories, seePull } from '../../store/pulls.ts'
import { checkName } from '../check-names.ts'
import { fetchRange } from '../evaluate-range.ts'
import { newAsk, newMergeGroup, newRepositoryLook, newReview } from '../jobs.ts'
import { policyOfOrganisation } from '../organisation-policy.ts'
import { planPrefix } from '../plans.ts'
import { subjectOf } from '../publication.ts'
import type { MergeGroupTask, PullFacts, RepositoryTask } from '../task.ts'
import { clientFor, type TaskContext } from '../task-context.ts'
import { today } from '../today.ts'

/** Asks for the reviews that a repository's open pull requests lack; or, for a request, for all of them. */
export async function repository(context: TaskContext, task: RepositoryTask): Promise<void> {
  if (task.askedBy !== undefined && !context.asking) return
  const isOfOrganisation = task.pushed?.isDefault === true && task.repository.name === '.github'
  if (task.pushed && !(await concernsSomebody(context, task, isOfOrganisation))) return
  if (isOfOrganisation) await tellOthers(context, task)
  if (task.run !== undefined && !(await madePlan(context, task))) return
  const client = await clientFor(context, task.repository)
  if (task.askedBy !== undefined && !mayAsk.includes(await roleOf(client, task.repository, task.askedBy)))
    return
  if (task.head !== undefined && task.askedBy === undefined) await askGroupAgain(context, task)
  for (const pull of await openPulls(client, task.repository)) {
    if (task.head !== undefined && pull.head !== task.head) continue
    if (task.pushed && pull.baseRef !== task.pushed.branch) continue
    await look(context, task, pull)
  }
}

/** What a button asks for is paid for by the repository. */
const mayAsk: readonly string[] = ['write', 'maintain', 'admin']

async function look(context: TaskContext, task: RepositoryTask, pull: PullFacts): Promise<void> {
  const { database, job } = context
  const { repository: at, request } = task
  const { id, installation, owner, name } = at
  await seePull(database, { ...pull, repository: id, installation, owner, name })
  if (task.askedBy !== undefined) {
    const again = newAsk({ repository: at, pull, request: request ?? 'again', by: task.askedBy })
    return enqueue(database, { ...again, delivery: job.delivery })
  }
  const subject = subjectOf({ repository: at, pull })
  const latest = request === undefined && (await latestCheckRun(database, id, subject.name, pull.head))
  if (latest && latest.status === 'completed' && latest.conclusion !== 'cancelled') return
  const wanted = newReview({ repository: at, pull, request: request ?? 'head' })
  await enqueue(database, { ...wanted, delivery: job.delivery })
}

/** The head may be a merge queue's commit, which no pull request has. */
async function askGroupAgain({ database, job }: TaskContext, task: RepositoryTask): Promise<void> {
  const { repository: at, head = '', request = 'head' } = task
  const asked = (await groupTask(database, at.id, head)) as MergeGroupTask | undefined
  if (!asked) return
  const wanted = newMergeGroup({ ...asked, repository: at, request })
  await enqueue(database, { ...wanted, delivery: job.delivery })
}

/**
 * Most runs of workflows make no plan, and many are for commits that no pull request has: nothing is asked for these. What is known of a
 * commit that has a plan by now was judged without it: also of those pull requests that are closed, and may be opened again.
 */
async function madePlan(
  context: TaskContext,
  { repository: at, head = '', run = 0 }: RepositoryTask,
): Promise<boolean> {
  const { database } = context
  if (!(await newestCheckRun(database, { repository: at.id, head, name: checkName }))) return false
  try {
    const client = await clientFor(context, at)
    if (!(await hasArtifact(client, at, { run, prefix: planPrefix }))) return false
  } catch (error) {
    // Who took the permission away wants no plans read.
    if (kindOf(error).kind === 'forbidden') return false
    throw error
  }
  await forgetHead(database, { repository: at.id, head })
  return true
}

/** Most pushes are to branches that no pull request goes to: nothing is fetched for them. */
async function concernsSomebody(
  context: TaskContext,
  task: RepositoryTask,
  isOfOrganisation: boolean,
): Promise<boolean> {
  const { repository: at, pushed } = task
  const isConcerned = isOfOrganisation || (await hasOpenPullTo(context.database, at.id, pushed?.branch ?? ''))
  return isConcerned && (await changesPolicy(context, task))
}

/** Whether a push changed what decides; a commit that cannot be had any more (a forced push) may have. */
async function changesPolicy(context: TaskContext, task: RepositoryTask): Promise<boolean> {
  const { before, after = '' } = task.pushed ?? {}
  if (before === undefined) return true
  const fetched = await fetchRange(context, task.repository, [before, after])
  if (!fetched.ok) return true
  const collected = await collect({
    repository: fetched.directory,
    fetchedUpTo,
    base: before,
    head: after,
    mergeBase: before,
    wanted: isPolicyPath,
    policyPaths: isPolicyPath,
    today: today(),
  })
  if (!collected.ok) return true
  const { changed } = collected.value.snapshot
  return changed.some(({ path, previousPath = path }) => isPolicyPath(path) || isPolicyPath(previousPath))
}

/** The policy of an organisation is the parent of all of its repositories'. */
async function tellOthers(context: TaskContext, task: RepositoryTask): Promise<void> {
  const { database, job } = context
  const { repository: own, request } = task
  // Whether there is one is remembered now: nobody may ask before the repository is out of sight.
  await policyOfOrganisation(context, own, { upToMs: 0 })
  for (const other of await knownRepositories(database, own.installation)) {
    if (other.id === own.id || other.owner !== own.owner) continue
    const look = newRepositoryLook({
      repository: { ...other, installation: own.installation },
      ...(request === undefined ? {} : { request }),
    })
    await enqueue(database, { ...look, delivery: job.delivery })
  }
}
