import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, clockFrom } from './clock.ts'
import {
  actionsToken,
  installationOf,
  otherApp,
  personalToken,
  signJwt,
  submitManifest,
} from './credentials.ts'
import type { Fault } from './faults.ts'
import { countedIds } from './ids.ts'
import { type InstallationHandle, installationHandle, installOn } from './installation-handle.ts'
import { addAccount, personNamed, registerApp } from './new-app.ts'
import { createRepository, type NewRepository } from './new-repository.ts'
import { rateLimits } from './rate-limit.ts'
import { type RepositoryHandle, repositoryHandle } from './repository-handle.ts'
import { startServers } from './server.ts'
import { type State, stateOf } from './state.ts'
import { issueToken } from './tokens.ts'
import { createValidator } from './validate.ts'
import { createHooks, type Delivery, type FlushOptions } from './webhooks.ts'
import {
  findRepository,
  type Manifest,
  type Permissions,
  type RequestRecord,
  type Team,
  type World,
} from './world.ts'

// A GitHub for tests, in this process:
//
//   const github = await startGitHub({ now: '2026-11-21T08:00:00Z' })   // no `now`: the real clock
//   const repo = github.repository('acme/shop')                          // the App is installed on acme
//   repo.commit({ files: { 'migrations/1.sql': 'create table a ();' } })
//   github.connect('http://127.0.0.1:3000/api/github/webhooks')          // from here on webhooks are sent
//   repo.commit({ branch: 'topic', files: { 'migrations/2.sql': 'drop table a;' } })
//   const pull = repo.openPull({ head: 'topic' })
//   await github.settled()                                               // every webhook answered
//   pull.checkRuns, pull.comments, pull.reviews, pull.threads            // what GitHub holds
//   pull.comment('/sluice help', 'bob'); pull.push({ files: {} }); pull.merge()
//   github.fail({ method: 'POST', path: /check-runs$/, times: 2, with: 502 })
//   github.hold(); pull.close(); await github.deliver({ times: 2, order: 'reversed' })
//   github.clock.advance(3_600_000)                                      // tokens are over
//   await github.close()                                                 // throws if anything was not as GitHub describes it

interface GitHubOptions {
  /** Where the clock stands still; without it the clock is the real one. */
  readonly now?: string
  /** `/api/v3` for the paths of GitHub Enterprise Server. */
  readonly apiPath?: '' | '/api/v3'
  /** False: GitHub Enterprise Server, where limits are off by default. */
  readonly rateLimits?: boolean
  /** How long a webhook is waited for, in milliseconds: 10 s, 30 s on GitHub Enterprise Server. */
  readonly deadline?: number
  readonly tokens?: 'short' | 'long'
  readonly app?: { readonly permissions?: Permissions; readonly events?: readonly string[] }
  readonly secret?: string
}

/** Sluice's own: least permissions, no contents write (facts, "Minimal permission set"). */
const usual = {
  permissions: {
    contents: 'read',
    pull_requests: 'write',
    checks: 'write',
    merge_queues: 'read',
    members: 'read',
    actions: 'read',
    issues: 'read',
  },
  events: [
    ...['pull_request', 'pull_request_review', 'pull_request_review_comment', 'pull_request_review_thread'],
    ...['issue_comment', 'check_run', 'check_suite', 'merge_group', 'push', 'workflow_run', 'repository'],
  ],
} as const

/** What an App's operator has in hand. */
interface AppCredentials {
  readonly id: number
  readonly slug: string
  readonly clientId: string
  readonly privateKey: string
  readonly webhookSecret: string
}

export interface GitHub {
  /** The base of REST, as Octokit wants it; GraphQL and clones are found from there as on GitHub. */
  readonly url: string
  readonly clock: Clock
  readonly app: AppCredentials
  readonly state: State
  readonly requests: readonly RequestRecord[]
  readonly deliveries: readonly Delivery[]
  /** Where webhooks go from now on. What happened before is sent to nobody. */
  connect(url: string): void
  /** Webhooks wait for `deliver`. */
  hold(): void
  /** Sends what waits, one after the other, and waits for the answers; from then on webhooks go out as they happen. */
  deliver(options?: FlushOptions & { readonly keepHolding?: boolean }): Promise<Delivery[]>
  /** The next deliveries do not arrive; GitHub lists them as failed. */
  loseDeliveries(count: number): void
  /** Resolves once all that was sent is answered or cut off. */
  settled(): Promise<void>
  organization(
    login: string,
    has?: { members?: readonly string[]; teams?: Record<string, readonly string[]> },
  ): void
  /** Makes it the first time, with the App installed on its owner unless told otherwise. */
  repository(name: string, options?: NewRepository): RepositoryHandle
  installation(owner: string): InstallationHandle
  jwt(claims?: Record<string, unknown>): string
  /** An installation token, as if it had been asked for over REST. */
  token(owner?: string, scope?: { permissions?: Permissions }): string
  /** A classic personal access token. */
  userToken(login: string): string
  /** The token of a workflow: of the App `github-actions`, for one hour, with the permissions its job names. */
  actionsToken(repository: string, permissions: Permissions): string
  /** Another App on the same organisation, to forge with. */
  otherApp(name: string, owner: string, permissions: Permissions): { id: number; token: string }
  fail(fault: Omit<Fault, 'times'> & { readonly times?: number }): Fault
  revokeTokens(): void
  useTokens(form: 'short' | 'long'): void
  /** "Create GitHub App" on GitHub's page: the code it redirects back with; throws what the page says of a bad manifest. */
  submitManifest(manifest: Manifest): string
  /** What did not fit GitHub's description so far; takes it from what `close` complains of. */
  takeViolations(): string[]
  /** Throws when a request or an answer did not fit GitHub's description. */
  close(): Promise<void>
}

export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const world = newWorld(options)
  const stop = await startServers(world)
  const keys = keyPair
  const owner = addAccount(world, 'sluice-dev', 'Organization')
  const app = registerApp(world, {
    name: 'Sluice',
    owner,
    externalUrl: 'https://sluice.example',
    publicKey: keys.publicKey,
    permissions: options.app?.permissions ?? usual.permissions,
    events: options.app?.events ?? usual.events,
  })
  const webhookSecret = options.secret ?? world.ids.secret(32)
  const hook = { id: 480_000_001, url: undefined as string | undefined, secret: webhookSecret }
  world.hooks.byApp.set(app, hook)
  const { hooks } = world
  return {
    url: world.urls.api,
    clock: world.clock,
    app: { id: app.id, slug: app.slug, clientId: app.clientId, privateKey: keys.privateKey, webhookSecret },
    state: stateOf(world),
    requests: world.requests,
    deliveries: hooks.deliveries,
    connect: (url) => {
      hook.url = url
    },
    hold: () => {
      hooks.held = true
    },
    async deliver({ keepHolding = false, ...how } = {}) {
      const sent = await hooks.flush(how)
      hooks.held = keepHolding
      return sent
    },
    loseDeliveries: (count) => {
      hooks.losing += count
    },
    settled: () => hooks.settled(),
    organization: (login, { members = [], teams = {} } = {}) =>
      makeOrganization(world, login, members, teams),
    repository(name, made = {}) {
      const known = findRepository(world, name)
      if (known) return repositoryHandle(world, known)
      const repository = createRepository(world, name, made)
      const isInstalled = world.installations.some(
        (one) => one.app === app && one.account === repository.owner,
      )
      if (made.installed !== false && !isInstalled) installOn(world, app, repository.owner)
      return repositoryHandle(world, repository)
    },
    installation: (login) => installationHandle(world, app, login),
    jwt: (claims) => signJwt(world, app, keys.privateKey, claims),
    token: (login, scope = {}) => issueToken(world, installationOf(world, app, login), scope).secret,
    userToken: (login) => personalToken(world, login),
    actionsToken: (name, permissions) => actionsToken(world, name, permissions),
    otherApp: (name, login, permissions) => otherApp(world, name, login, permissions),
    fail(fault) {
      const added = { times: 1, ...fault }
      world.faults.push(added)
      return added
    },
    revokeTokens: () => world.tokens.clear(),
    useTokens: (form) => {
      world.tokenForm = form
    },
    submitManifest: (manifest) => submitManifest(world, manifest),
    takeViolations: () => world.validator.violations.splice(0),
    async close() {
      await hooks.settled()
      await stop()
      rmSync(world.directory, { recursive: true, force: true })
      const { violations } = world.validator
      if (violations.length > 0)
        throw new Error(`This is not what GitHub's API description says:\n${violations.join('\n')}`)
    },
  }
}

function newWorld(options: GitHubOptions): World {
  const clock = clockFrom(options.now)
  const world: World = {
    clock,
    ids: countedIds(),
    validator: createValidator(),
    rateLimits: rateLimits(clock, options.rateLimits ?? true),
    hooks: createHooks(() => world),
    directory: mkdtempSync(join(tmpdir(), 'github-')),
    urls: { api: options.apiPath ?? '', web: '', storage: '' },
    accounts: new Map(),
    apps: [],
    installations: [],
    tokens: new Map(),
    repositories: [],
    moved: new Map(),
    faults: [],
    requests: [],
    manifestCodes: new Map(),
    tokenForm: options.tokens ?? 'short',
  }
  world.hooks.deadline = options.deadline ?? world.hooks.deadline
  return world
}

/** One for the process: making it takes a moment. */
const keyPair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
})

function makeOrganization(
  world: World,
  login: string,
  members: readonly string[],
  teams: Readonly<Record<string, readonly string[]>>,
): void {
  const organization = world.accounts.get(login.toLowerCase()) ?? addAccount(world, login, 'Organization')
  for (const one of members) organization.members.add(personNamed(world, one))
  for (const [slug, logins] of Object.entries(teams)) {
    const people = logins.map((one) => personNamed(world, one))
    for (const one of people) organization.members.add(one)
    const team: Team = {
      id: world.ids.next('team'),
      slug,
      members: new Map(people.map((one) => [one, 'member'])),
    }
    organization.teams.set(slug, team)
  }
}
