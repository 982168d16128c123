import type { Account, App, Repository } from './world.ts'

// What a repository holds besides git: pull requests, what is said about them, checks, runs.

export interface Side {
  readonly repository: Repository
  ref: string
  sha: string
}

export interface Pull {
  readonly id: number
  readonly number: number
  readonly repository: Repository
  readonly author: Account
  title: string
  body: string | null
  draft: boolean
  state: 'open' | 'closed'
  readonly head: Side
  readonly base: Side
  /** What the background job found for this pair of commits; it starts when somebody asks. */
  mergeability?: { readonly of: string; readonly mergeable: boolean; readonly commit: string | null }
  merged?: { readonly by: Account; readonly at: string; readonly commit: string }
  closedAt: string | null
  readonly createdAt: string
  updatedAt: string
  readonly reviews: Review[]
  readonly reviewComments: ReviewComment[]
}

export interface IssueComment {
  readonly id: number
  readonly pull: Pull
  readonly author: Account
  readonly app?: App
  body: string
  readonly createdAt: string
  updatedAt: string
  minimized?: string
  readonly reactions: Reaction[]
}

export interface Reaction {
  readonly id: number
  readonly user: Account
  readonly content: string
  readonly createdAt: string
}

export interface Review {
  readonly id: number
  readonly pull: Pull
  readonly author: Account
  body: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  readonly commit: string
  readonly submittedAt: string
}

export interface ReviewComment {
  readonly id: number
  readonly review: Review
  readonly pull: Pull
  readonly author: Account
  readonly app?: App
  body: string
  readonly path: string
  readonly subject: 'line' | 'file'
  readonly side: 'LEFT' | 'RIGHT'
  readonly hunk: string
  readonly originalCommit: string
  readonly original: Span
  /** Where it is now; undefined once the line is gone from the diff ("outdated"). */
  current: Span | undefined
  commit: string
  readonly inReplyTo?: ReviewComment
  readonly createdAt: string
  updatedAt: string
  minimized?: string
  /** Of the thread; kept on its first comment. */
  resolvedBy?: Account
  readonly reactions: Reaction[]
}

export interface Span {
  readonly start: number | null
  readonly line: number | null
}

export interface CheckSuite {
  readonly id: number
  readonly app: App
  readonly repository: Repository
  readonly headSha: string
  /** Null when the commit came by a fork's pull request. */
  readonly headBranch: string | null
  readonly createdAt: string
}

export interface CheckRun {
  readonly id: number
  readonly suite: CheckSuite
  readonly name: string
  externalId: string
  detailsUrl: string
  status: string
  conclusion: string | null
  startedAt: string
  completedAt: string | null
  readonly createdAt: number
  title: string | null
  summary: string | null
  text: string | null
  readonly annotations: Annotation[]
  actions: readonly CheckAction[]
}

export interface CheckAction {
  readonly label: string
  readonly description: string
  readonly identifier: string
}

export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title?: string
  readonly raw_details?: string
}

export interface Status {
  readonly id: number
  readonly sha: string
  readonly context: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  readonly description: string | null
  readonly targetUrl: string | null
  readonly creator: Account
  readonly createdAt: string
}

export interface Protection {
  /** The two places GitHub keeps it; they show up in different endpoints. */
  readonly kind: 'branch protection' | 'ruleset'
  /** `appId` null: a check or status of this name from anybody counts. */
  readonly checks: readonly { readonly context: string; readonly appId: number | null }[]
  readonly strict: boolean
  readonly approvals: number
  readonly dismissStale: boolean
  readonly mergeQueue: boolean
}

export interface QueueEntry {
  readonly pull: Pull
  readonly by: Account
  readonly ref: string
  readonly baseSha: string
  readonly headSha: string
}

export interface WorkflowRun {
  readonly id: number
  readonly number: number
  readonly repository: Repository
  /** The fork, for a pull request of one. */
  readonly headRepository: Repository
  /** Runs of one workflow have one name. */
  readonly workflow: number
  readonly name: string
  readonly event: string
  readonly headSha: string
  readonly headBranch: string
  readonly conclusion: string
  readonly actor: Account
  readonly artifacts: Artifact[]
  readonly createdAt: string
}

export interface Artifact {
  readonly id: number
  readonly name: string
  readonly zip: Buffer
  readonly createdAt: number
  readonly keptDays: number
}
