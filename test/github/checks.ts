import {
  type Answer,
  type Call,
  checkRunOf,
  created,
  invalid,
  type Operations,
  ok,
  Refusal,
  repositoryOf,
} from './answer.ts'
import { checkRunBody, checkRunInWebhook } from './bodies/check.ts'
import { pageUrl } from './bodies/repository.ts'
import { suiteFor } from './check-suites.ts'
import { commitAt } from './git.ts'
import { list } from './paging.ts'
import { advanceQueue } from './queue.ts'
import { actorOf, appOfCall } from './tokens.ts'
import type { Account, Annotation, App, CheckAction, CheckRun, CheckSuite, World } from './world.ts'

export const checks: Operations = {
  'checks/create': { needs: [{ checks: 'write' }], handle: createRun },
  'checks/get': {
    needs: [{ checks: 'read' }],
    handle: (call) => ok(checkRunBody(call.world, checkRunOf(call))),
  },
  'checks/update': { needs: [{ checks: 'write' }], handle: updateRun },
  'checks/list-annotations': {
    needs: [{ checks: 'read' }],
    handle: (call) => {
      const { annotations, suite } = checkRunOf(call)
      const blob = `${pageUrl(call.world, suite.repository)}/blob/${suite.headSha}`
      const nothing = { start_column: null, end_column: null, title: null, raw_details: null }
      return list(call, annotations, (one) => ({ ...nothing, ...one, blob_href: `${blob}/${one.path}` }))
    },
  },
  'checks/rerequest-run': {
    needs: [{ checks: 'write' }],
    handle: (call) => {
      rerequestRun(call.world, checkRunOf(call), actorOf(call))
      return { status: 201, body: {} }
    },
  },
}

interface Written {
  readonly name?: string
  readonly head_sha?: string
  readonly details_url?: string
  readonly external_id?: string
  readonly status?: string
  readonly started_at?: string
  readonly conclusion?: string
  readonly completed_at?: string
  readonly output?: {
    readonly title?: string
    readonly summary: string
    readonly text?: string
    readonly annotations?: readonly Annotation[]
  }
  readonly actions?: readonly CheckAction[]
}

function createRun(call: Call): Answer {
  const { world } = call
  const repository = repositoryOf(call)
  const app = callingApp(call)
  const written = call.body as Written
  const sha = written.head_sha ?? ''
  if (commitAt(repository.directory, sha) !== sha) throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const suite = suiteFor(world, { repository, app, sha, branch: branchOf(call, sha) })
  const run = newRun(world, suite, app, written)
  write(world, run, written)
  repository.checkRuns.push(run)
  forgetOldest(run)
  announceRun(world, run, 'created', app.bot)
  if (run.status === 'completed') completed(world, run, app.bot)
  return created(checkRunBody(world, run))
}

function newRun(world: World, suite: CheckSuite, app: App, { name = '' }: Written): CheckRun {
  const now = world.clock.iso()
  return {
    id: world.ids.next('checkRun'),
    suite,
    name,
    externalId: '',
    detailsUrl: app.externalUrl,
    status: 'queued',
    conclusion: null,
    startedAt: now,
    completedAt: null,
    createdAt: world.clock.now(),
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  }
}

function updateRun(call: Call): Answer {
  const { world } = call
  const run = checkRunOf(call)
  const app = callingApp(call)
  if (run.suite.app !== app) {
    const why = 'check run can only be modified by the GitHub App that created it.'
    throw new Refusal(403, `Invalid app_id \`${app.id}\` - ${why}`)
  }
  const before = run.status
  write(world, run, call.body as Written)
  if (run.status === 'completed' && before !== 'completed') completed(world, run, app.bot)
  else advanceQueue(world, run.suite.repository)
  return ok(checkRunBody(world, run))
}

/** Facts, "Checks API": a conclusion completes; annotations are appended, never replaced. */
function write(world: World, run: CheckRun, written: Written): void {
  const { conclusion, output, actions } = written
  if (conclusion === 'stale') throw invalid('CheckRun', 'conclusion', 'conclusion cannot be set to stale')
  const status = conclusion === undefined ? written.status : 'completed'
  if (status === 'completed' && conclusion === undefined && run.conclusion === null)
    throw invalid('CheckRun', 'conclusion', 'conclusion is required when status is completed')
  for (const annotation of output?.annotations ?? []) refuseAnnotation(annotation)
  run.status = status ?? run.status
  run.externalId = written.external_id ?? run.externalId
  run.detailsUrl = written.details_url ?? run.detailsUrl
  run.startedAt = written.started_at ?? run.startedAt
  run.actions = actions ?? run.actions
  if (output) {
    run.title = output.title ?? run.title
    run.summary = output.summary
    run.text = output.text ?? run.text
    run.annotations.push(...(output.annotations ?? []))
  }
  const isOver = run.status === 'completed'
  run.conclusion = isOver ? (conclusion ?? run.conclusion) : null
  run.completedAt = isOver ? (written.completed_at ?? run.completedAt ?? world.clock.iso()) : null
}

const limits = { message: 65_536, title: 255 }

/** What the words of the description say and its schema does not. */
function refuseAnnotation(one: Annotation): void {
  const refuse = (field: string, why: string) => {
    throw invalid('Annotation', field, why)
  }
  if (one.start_line < 1) refuse('start_line', 'start_line must be greater than 0')
  if (one.end_line < one.start_line) refuse('end_line', 'end_line must not be before start_line')
  const hasColumns = one.start_column !== undefined || one.end_column !== undefined
  if (hasColumns && one.start_line !== one.end_line)
    refuse('start_column', 'start_column and end_column cannot be used when start_line and end_line differ')
  if (Buffer.byteLength(one.message) > limits.message) refuse('message', 'message exceeds 64 KB')
  if (Buffer.byteLength(one.raw_details ?? '') > limits.message)
    refuse('raw_details', 'raw_details exceeds 64 KB')
  if ((one.title?.length ?? 0) > limits.title) refuse('title', 'title exceeds 255 characters')
}

/** 1,000 runs of one name in a suite; then the oldest go. */
function forgetOldest({ suite, name }: CheckRun): void {
  const { checkRuns } = suite.repository
  const same = checkRuns.filter((one) => one.suite === suite && one.name === name)
  for (const old of same.slice(0, -1000)) checkRuns.splice(checkRuns.indexOf(old), 1)
}

function completed(world: World, run: CheckRun, by: Account): void {
  announceRun(world, run, 'completed', by)
  advanceQueue(world, run.suite.repository)
}

export function announceRun(
  world: World,
  run: CheckRun,
  action: string,
  sender: Account,
  more: object = {},
): void {
  const { repository, app } = run.suite
  const payload = () => ({ check_run: checkRunInWebhook(world, run), ...more })
  const isForOwner = action === 'rerequested' || action === 'requested_action'
  world.hooks.emit({ event: 'check_run', action, repository, sender, payload, ...(isForOwner && { app }) })
}

/** "Re-run" next to a check. GitHub resets nothing: the App does what it thinks right. */
export function rerequestRun(world: World, run: CheckRun, by: Account): void {
  announceRun(world, run, 'rerequested', by)
}

function callingApp(call: Call): App {
  const app = appOfCall(call)
  if (!app) throw new Refusal(403, 'You must authenticate via a GitHub App.')
  return app
}

/** Null for a fork's commit, which no branch here has. */
function branchOf(call: Call, sha: string): string | null {
  const repository = repositoryOf(call)
  const pull = repository.pulls.find(({ head }) => head.repository === repository && head.sha === sha)
  const queued = repository.queue.find(({ headSha }) => headSha === sha)
  return pull?.head.ref ?? queued?.ref.replace('refs/heads/', '') ?? null
}
