import type { NewJob } from '../store/jobs.ts'
import { checkName, opinionCheckName } from './check-names.ts'
import { commentCommand } from './comment-event.ts'
import { field, idIn, nameIn, shaIn } from './fields.ts'
import {
  installationChange,
  newForget,
  repositoriesAdded,
  repositoriesRemoved,
} from './installation-events.ts'
import { newDecide, newMergeGroup, newRepositoryLook, newReview } from './jobs.ts'
import { pullIn, repositoryIn } from './payload.ts'
import type { PullFacts, RepositoryRef, RepositoryTask } from './task.ts'
import type { Context, Wanted } from './wanted.ts'

type Reader = (payload: unknown, context: Context) => Wanted

const nothing: Wanted = { jobs: [] }
const lacking = (what: string): Wanted => ({ jobs: [], reason: `there is no usable ${what} in it` })

/** One row for each event and action that asks for something; all others ask for nothing. */
const readers: Readonly<Record<string, Reader>> = {
  'pull_request.opened': (payload) => review(payload, 'head'),
  'pull_request.synchronize': (payload) => review(payload, 'head'),
  'pull_request.reopened': (payload) => review(payload, 'head'),
  'pull_request.ready_for_review': decide,
  'pull_request.converted_to_draft': decide,
  'pull_request.edited': baseChange,
  'pull_request.closed': decide,
  'pull_request_review.submitted': approval,
  'pull_request_review.edited': approval,
  'pull_request_review.dismissed': decide,
  'issue_comment.created': commentCommand,
  'check_run.rerequested': ownCheckRun,
  'check_run.requested_action': (payload, context) =>
    buttons.includes(field(payload, 'requested_action', 'identifier'))
      ? ownCheckRun(payload, context)
      : nothing,
  'check_suite.rerequested': ownCheckSuite,
  'merge_group.checks_requested': mergeGroup,
  'workflow_run.completed': workflowRun,
  push: branchPush,
  'installation.created': repositoriesAdded('repositories'),
  'installation.unsuspend': repositoriesAdded('repositories'),
  'installation.new_permissions_accepted': repositoriesAdded('repositories'),
  'installation.deleted': installationChange,
  'installation.suspend': installationChange,
  'installation_repositories.added': repositoriesAdded('repositories_added'),
  'installation_repositories.removed': repositoriesRemoved,
  'repository.archived': forgotten,
  'repository.deleted': forgotten,
  'repository.renamed': moved,
  'repository.transferred': moved,
  'repository.unarchived': look,
}

/** Which tasks an event asks for. The payload may be anything: what lacks something asks for nothing and says why. */
export function wantedBy(event: string, payload: unknown, context: Context): Wanted {
  const action = nameIn(field(payload, 'action'))
  const name = [event.replaceAll('.', ''), ...(action === undefined ? [] : [action])].join('.')
  return Object.hasOwn(readers, name) ? (readers[name]?.(payload, context) ?? nothing) : nothing
}

function review(payload: unknown, request: string): Wanted {
  return ofPull(payload, (repository, pull) => [newReview({ repository, pull, request })])
}

function decide(payload: unknown): Wanted {
  return ofPull(payload, (repository, pull) => [newDecide({ repository, pull })])
}

function ofPull(
  payload: unknown,
  jobs: (repository: RepositoryRef, pull: PullFacts) => readonly NewJob[],
): Wanted {
  const [repository, pull] = [repositoryIn(payload), pullIn(payload)]
  if (!repository) return lacking('repository')
  if (!pull) return lacking('pull request')
  return { jobs: jobs(repository, pull), seen: { repository, pull } }
}

/** Another base branch is another change under another policy; a new title is neither. */
function baseChange(payload: unknown, { deliveryGuid }: Context): Wanted {
  if (field(payload, 'changes', 'base') === undefined) return nothing
  const branch = nameIn(field(payload, 'pull_request', 'base', 'ref'))
  return review(payload, `base:${branch}:${deliveryGuid}`)
}

/** A review that only comments decides nothing; our own are of this kind. */
function approval(payload: unknown): Wanted {
  return field(payload, 'review', 'state') === 'commented' ? nothing : decide(payload)
}

const buttons: readonly unknown[] = ['recheck', 'review']

function ownCheckRun(payload: unknown, context: Context): Wanted {
  const run = field(payload, 'check_run')
  const [head, name] = [field(run, 'head_sha'), field(run, 'name')]
  if (field(run, 'app', 'id') !== context.appId) return nothing
  const request = context.deliveryGuid
  if (name === checkName) return again(payload, head, { request })
  if (name !== opinionCheckName) return nothing
  const askedBy = nameIn(field(payload, 'sender', 'login'))
  return askedBy === undefined ? lacking('sender') : again(payload, head, { request, askedBy })
}

function ownCheckSuite(payload: unknown, context: Context): Wanted {
  const suite = field(payload, 'check_suite')
  const isOurs = field(suite, 'app', 'id') === context.appId
  if (!isOurs) return nothing
  const [head, request] = [field(suite, 'head_sha'), context.deliveryGuid]
  const judged = again(payload, head, { request })
  // A person's click, which asks for all our checks of this head.
  const askedBy = nameIn(field(payload, 'sender', 'login'))
  if (askedBy === undefined) return judged
  const asked = again(payload, head, { request: `${request} review`, askedBy })
  return { ...judged, jobs: [...judged.jobs, ...asked.jobs] }
}

/** The payload names no pull requests of forks, and those it names only in part: they are looked up by their head. */
function again(payload: unknown, sha: unknown, why: Pick<RepositoryTask, 'request' | 'askedBy'>): Wanted {
  const [repository, head] = [repositoryIn(payload), shaIn(sha)]
  if (!repository) return lacking('repository')
  if (head === undefined) return lacking('head commit')
  const lane = `head/${repository.id}/${head}`
  const look = newRepositoryLook({ repository, head, ...why })
  return { jobs: [{ ...look, lane, priority: 0 }] }
}

/** Whether it made a plan is asked of GitHub, and only where something of this head is known to us. */
function workflowRun(payload: unknown): Wanted {
  const run = field(payload, 'workflow_run')
  const [repository, head] = [repositoryIn(payload), shaIn(field(run, 'head_sha'))]
  const [id, attempt] = [idIn(field(run, 'id')), idIn(field(run, 'run_attempt')) ?? 1]
  if (!repository) return lacking('repository')
  if (head === undefined || id === undefined) return lacking('run of a workflow')
  if (field(run, 'conclusion') === 'skipped') return nothing
  const look = newRepositoryLook({ repository, request: `plans of ${id}.${attempt}`, head, run: id })
  return { jobs: [{ ...look, lane: `head/${repository.id}/${head}`, priority: 0 }] }
}

function mergeGroup(payload: unknown): Wanted {
  const [repository, group] = [repositoryIn(payload), field(payload, 'merge_group')]
  const [head, base] = [shaIn(field(group, 'head_sha')), shaIn(field(group, 'base_sha'))]
  const [headRef, baseRef] = [nameIn(field(group, 'head_ref')), nameIn(field(group, 'base_ref'))]
  if (!repository) return lacking('repository')
  if (head === undefined || base === undefined || headRef === undefined || baseRef === undefined)
    return lacking('merge group')
  return { jobs: [newMergeGroup({ repository, head, base, headRef, baseRef, request: 'head' })] }
}

/** Two pushes are never merged into one task: the policy may have changed in the first alone. */
function branchPush(payload: unknown, { deliveryGuid }: Context): Wanted {
  const [, branch] = /^refs\/heads\/(.+)$/.exec(nameIn(field(payload, 'ref')) ?? '') ?? []
  if (branch === undefined || field(payload, 'deleted') === true) return nothing
  const repository = repositoryIn(payload)
  if (!repository) return lacking('repository')
  const isDefault = field(payload, 'repository', 'default_branch') === branch
  const isOfOrganisation = isDefault && repository.name === '.github'
  const [before, after] = [shaIn(field(payload, 'before')), shaIn(field(payload, 'after'))]
  // Without a commit before, the branch is new, and no pull request goes to it yet; an organisation's policy concerns others at once.
  if (after === undefined || (before === undefined && !isOfOrganisation)) return nothing
  const pushed = { ...(before !== undefined && { before }), after, branch, isDefault }
  return { jobs: [newRepositoryLook({ repository, request: deliveryGuid, pushed })] }
}

/** What happened to its pull requests in between may have been told to nobody here. */
function moved(payload: unknown): Wanted {
  const repository = repositoryIn(payload)
  return repository ? { ...look(payload), moved: repository } : lacking('repository')
}

/** While it was read-only nothing could be written. */
function look(payload: unknown): Wanted {
  const repository = repositoryIn(payload)
  return repository ? { jobs: [newRepositoryLook({ repository })] } : lacking('repository')
}

function forgotten(payload: unknown): Wanted {
  const repository = repositoryIn(payload)
  if (!repository) return lacking('repository')
  return { jobs: [newForget({ installation: repository.installation, repositories: [repository.id] })] }
}
