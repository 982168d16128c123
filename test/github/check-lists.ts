import { type Answer, type Call, found, type Operations, ok, Refusal, repositoryOf } from './answer.ts'
import { checkRunBody, checkSuiteBody, suiteWithRepository } from './bodies/check.ts'
import { latestRuns, markStale } from './check-state.ts'
import { commitAt } from './git.ts'
import { counted } from './paging.ts'
import { actorOf } from './tokens.ts'
import type { Account, CheckRun, CheckSuite, World } from './world.ts'

export const checkLists: Operations = {
  'checks/list-for-ref': {
    needs: [{ checks: 'read' }],
    handle: (call) => {
      const sha = shaOf(call)
      return listRuns(call, ({ suite }) => suite.headSha === sha)
    },
  },
  'checks/list-for-suite': {
    needs: [{ checks: 'read' }],
    handle: (call) => {
      const wanted = suiteOf(call)
      return listRuns(call, ({ suite }) => suite === wanted)
    },
  },
  'checks/get-suite': {
    needs: [{ checks: 'read' }],
    handle: (call) => ok(suiteWithRepository(call.world, suiteOf(call))),
  },
  'checks/list-suites-for-ref': {
    needs: [{ checks: 'read' }],
    handle: (call) => {
      const sha = shaOf(call)
      const app = call.query.get('app_id')
      const suites = repositoryOf(call).checkSuites.filter(
        (one) => one.headSha === sha && (app === null || one.app.id === Number(app)),
      )
      return counted(call, 'check_suites', suites, (one) => suiteWithRepository(call.world, one))
    },
  },
  'checks/rerequest-suite': {
    needs: [{ checks: 'write' }],
    handle: (call) => {
      rerequestSuite(call.world, suiteOf(call), actorOf(call))
      return { status: 201, body: {} }
    },
  },
}

function suiteOf(call: Call): CheckSuite {
  const id = Number(call.params.check_suite_id)
  return found(repositoryOf(call).checkSuites.find((one) => one.id === id))
}

function shaOf(call: Call): string {
  const ref = call.params.ref ?? ''
  const sha = commitAt(repositoryOf(call).directory, ref)
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`)
  return sha
}

/** `filter=latest` unless told: of each App's runs of one name only the newest. */
function listRuns(call: Call, ofPlace: (run: CheckRun) => boolean): Answer {
  const { query, world } = call
  const repository = repositoryOf(call)
  markStale(world, repository)
  const [name, status, app] = [query.get('check_name'), query.get('status'), query.get('app_id')]
  const wanted = (run: CheckRun) =>
    ofPlace(run) &&
    (name === null || run.name === name) &&
    (status === null || run.status === status) &&
    (app === null || run.suite.app.id === Number(app))
  const runs =
    query.get('filter') === 'all' ? repository.checkRuns.filter(wanted) : latestRuns(repository, wanted)
  return counted(call, 'check_runs', runs.toReversed(), (run) => checkRunBody(world, run))
}

/** "Re-run all checks". */
export function rerequestSuite(world: World, suite: CheckSuite, by: Account): void {
  const { repository, app } = suite
  const payload = () => ({ check_suite: checkSuiteBody(world, suite) })
  world.hooks.emit({ event: 'check_suite', action: 'rerequested', repository, app, sender: by, payload })
}
