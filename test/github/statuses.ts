import { type Answer, type Call, created, type Operations, Refusal, repositoryOf } from './answer.ts'
import { accountBody } from './bodies/account.ts'
import { repositoryUrl } from './bodies/repository.ts'
import { commitAt } from './git.ts'
import { nodeId } from './ids.ts'
import { list } from './paging.ts'
import { advanceQueue } from './queue.ts'
import { actorOf } from './tokens.ts'
import type { Repository, Status, World } from './world.ts'

// Commit statuses: anybody who may write can claim one of any name (facts, "Required checks").

export const statuses: Operations = {
  'repos/create-commit-status': { needs: [{ statuses: 'write' }], handle: create },
  'repos/list-commit-statuses-for-ref': {
    needs: [{ statuses: 'read' }],
    handle: (call) => {
      const repository = repositoryOf(call)
      const sha = commitAt(repository.directory, call.params.ref ?? '')
      const all = repository.statuses.filter((one) => one.sha === sha)
      return list(call, all.toReversed(), (one) => statusBody(call.world, repository, one))
    },
  },
}

const most = 1000

function create(call: Call): Answer {
  const { world, params } = call
  const repository = repositoryOf(call)
  const sha = params.sha ?? ''
  if (commitAt(repository.directory, sha) !== sha) throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const {
    state,
    context = 'default',
    description,
    target_url,
  } = call.body as {
    state: Status['state']
    context?: string
    description?: string | null
    target_url?: string | null
  }
  const same = repository.statuses.filter((one) => one.sha === sha && one.context === context)
  if (same.length >= most)
    throw new Refusal(422, 'Validation Failed', [
      {
        resource: 'Status',
        code: 'custom',
        message: `This SHA and context has reached the maximum number of statuses.`,
      },
    ])
  const status: Status = {
    id: world.ids.next('status'),
    sha,
    context,
    state,
    description: description ?? null,
    targetUrl: target_url ?? null,
    creator: actorOf(call),
    createdAt: world.clock.iso(),
  }
  repository.statuses.push(status)
  advanceQueue(world, repository)
  return created(statusBody(world, repository, status))
}

function statusBody(world: World, repository: Repository, status: Status) {
  const { id, sha, context, state, description, targetUrl, creator, createdAt } = status
  const user = accountBody(world, creator)
  return {
    url: `${repositoryUrl(world, repository)}/statuses/${sha}`,
    avatar_url: user.avatar_url,
    id,
    node_id: nodeId('SC', id),
    state,
    description,
    target_url: targetUrl,
    context,
    created_at: createdAt,
    updated_at: createdAt,
    creator: user,
  }
}
