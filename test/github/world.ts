import type { Clock } from './clock.ts'
import type { Fault } from './faults.ts'
import type { Ids } from './ids.ts'
import type { RateLimits } from './rate-limit.ts'
import type {
  CheckRun,
  CheckSuite,
  IssueComment,
  Protection,
  Pull,
  QueueEntry,
  Status,
  WorkflowRun,
} from './things.ts'
import type { Validator } from './validate.ts'
import type { Hooks } from './webhooks.ts'

// Everything GitHub holds. Handlers change it, `bodies/` say it in GitHub's words.

export type * from './things.ts'

export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly validator: Validator
  readonly rateLimits: RateLimits
  readonly hooks: Hooks
  readonly directory: string
  /** Where REST is, where pages and clones are, and where the blob storage of artifacts is. */
  readonly urls: { api: string; web: string; storage: string }
  readonly accounts: Map<string, Account>
  readonly apps: App[]
  readonly installations: Installation[]
  readonly tokens: Map<string, Token>
  readonly repositories: Repository[]
  /** Old full names in lower case, of renamed and transferred repositories. */
  readonly moved: Map<string, Repository>
  readonly faults: Fault[]
  readonly requests: RequestRecord[]
  /** Codes handed out by the manifest flow. */
  readonly manifestCodes: Map<string, { manifest: Manifest; createdAt: number }>
  tokenForm: 'short' | 'long'
}

export interface RequestRecord {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
  status: number | 'dropped'
}

export interface Account {
  readonly id: number
  login: string
  readonly type: 'User' | 'Organization' | 'Bot'
  /** Of an organisation. */
  readonly members: Set<Account>
  readonly teams: Map<string, Team>
}

export interface Team {
  readonly id: number
  readonly slug: string
  readonly members: Map<Account, 'member' | 'maintainer'>
}

export type Permissions = Readonly<Record<string, 'read' | 'write' | 'admin'>>

export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly clientId: string
  readonly owner: Account
  readonly bot: Account
  readonly externalUrl: string
  /** One PEM for each key; GitHub allows 25 and any of them signs. */
  readonly publicKeys: string[]
  permissions: Permissions
  events: readonly string[]
  readonly createdAt: string
}

export interface Installation {
  readonly id: number
  readonly app: App
  readonly account: Account
  permissions: Permissions
  /** 'all', or the repositories chosen. */
  selection: 'all' | Set<Repository>
  suspendedAt: string | null
  readonly createdAt: string
}

export interface Token {
  readonly installation?: Installation
  /** Of a person: a classic personal access token. */
  readonly account?: Account
  readonly repositories?: readonly Repository[]
  readonly permissions?: Permissions
  readonly expiresAt: number
}

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface Repository {
  readonly id: number
  owner: Account
  name: string
  readonly private: boolean
  archived: boolean
  deleted: boolean
  readonly defaultBranch: string
  /** The bare repository of git. */
  readonly directory: string
  readonly parent?: Repository
  readonly roles: Map<Account, Role>
  readonly createdAt: string
  pushedAt: string
  readonly pulls: Pull[]
  readonly comments: IssueComment[]
  readonly checkSuites: CheckSuite[]
  readonly checkRuns: CheckRun[]
  readonly statuses: Status[]
  readonly protections: Map<string, Protection>
  readonly workflowRuns: WorkflowRun[]
  readonly queue: QueueEntry[]
}

export interface Manifest {
  readonly name: string
  readonly url: string
  readonly default_permissions?: Permissions
  readonly default_events?: readonly string[]
  readonly hook_attributes?: { readonly url: string }
}

export const fullName = (repository: Repository) => `${repository.owner.login}/${repository.name}`

/** The repository of this name, in whatever case; not the ones that moved away from it. */
export function findRepository(world: World, name: string): Repository | undefined {
  const wanted = name.toLowerCase()
  return world.repositories.find((one) => !one.deleted && fullName(one).toLowerCase() === wanted)
}
