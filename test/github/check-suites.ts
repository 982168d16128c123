import { checkSuiteBody } from './bodies/check.ts'
import type { Account, App, CheckSuite, Repository, World } from './world.ts'

interface Wanted {
  readonly repository: Repository
  readonly app: App
  readonly sha: string
  readonly branch: string | null
  /** The push asks for it: the App is told. */
  readonly asked?: true
  readonly by?: Account
}

/** There is one suite for each App and commit. */
export function suiteFor(world: World, { repository, app, sha, branch, asked, by }: Wanted): CheckSuite {
  const known = repository.checkSuites.find((one) => one.app === app && one.headSha === sha)
  if (known) return known
  const createdAt = world.clock.iso()
  const suite = {
    id: world.ids.next('checkSuite'),
    app,
    repository,
    headSha: sha,
    headBranch: branch,
    createdAt,
  }
  repository.checkSuites.push(suite)
  if (asked) {
    const payload = () => ({ check_suite: checkSuiteBody(world, suite) })
    const sender = by ?? repository.owner
    world.hooks.emit({ event: 'check_suite', action: 'requested', repository, app, sender, payload })
  }
  return suite
}
