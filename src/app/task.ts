import type { PullFacts } from '../core/pull.ts'

export type { PullFacts } from '../core/pull.ts'

/** What a worker can be asked to do. Each is one row of `jobs`; its payload is what is written here, as JSON. */
export type Task =
  | ReviewTask
  | DecideTask
  | AskTask
  | CommandTask
  | MergeGroupTask
  | RepositoryTask
  | InstallationTask
  | SweepTask
  | ForgetTask

/** A repository as GitHub names it today; the id stays when it is renamed. */
export interface RepositoryRef {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly installation: number
}

/** Read the change, evaluate it, decide and publish. */
export interface ReviewTask {
  readonly kind: 'review'
  readonly repository: RepositoryRef
  readonly pull: PullFacts
  /**
   * Why a run is wanted: `head` for a new head, else the delivery that asked for another one (a re-run, a command, a new policy).
   * One head and one request make one check run, however often the job is tried.
   */
  readonly request: string
}

/** Decide again over the stored evaluation of the head: a review came, a draft is ready. */
export interface DecideTask {
  readonly kind: 'decide'
  readonly repository: RepositoryRef
  readonly pull: PullFacts
}

/** Ask the model about the head that the gate has judged, and show what it says. */
export interface AskTask {
  readonly kind: 'ask'
  readonly repository: RepositoryRef
  readonly pull: PullFacts
  /** `head` after the gate; else who asked for it in so many words (a comment, a re-run): a head is asked about again for it. */
  readonly request: string
  /** Login of the person who asked; left out: nobody did. */
  readonly by?: string
}

/** A comment whose first line starts with `/sluice`. */
export interface CommandTask {
  readonly kind: 'command'
  readonly repository: RepositoryRef
  readonly number: number
  readonly comment: {
    readonly id: number
    readonly author: string
    readonly firstLine: string
    /** As GitHub writes it (`2026-01-31T12:00:00Z`): a number in it is one of those that were shown then. */
    readonly createdAt: string
  }
}

export interface MergeGroupTask {
  readonly kind: 'merge-group'
  readonly repository: RepositoryRef
  readonly head: string
  readonly base: string
  /** `refs/heads/gh-readonly-queue/main/pr-12-<sha>` */
  readonly headRef: string
  readonly baseRef: string
  readonly request: string
}

/** Look at every open pull request of a repository and ask for the reviews that are missing; or for all of them. */
export interface RepositoryTask {
  readonly kind: 'repository'
  readonly repository: RepositoryRef
  /** Set: its open pull requests are reviewed again, for this request (a delivery that changed the policy). */
  readonly request?: string
  /** Set: only pull requests to this branch, and only when the policy differs between these two commits of it. */
  readonly pushed?: {
    readonly branch: string
    readonly isDefault: boolean
    /** Left out: the branch is new. */
    readonly before?: string
    readonly after: string
  }
  /** Set: only pull requests with this head, and merge groups of it. */
  readonly head?: string
  /** Set: only when this run of a workflow, for that head, made a plan. */
  readonly run?: number
  /** Set, with `head`: the model is asked again about these pull requests, by this person; nothing is judged. */
  readonly askedBy?: string
}

/** Look at every repository of an installation. */
export interface InstallationTask {
  readonly kind: 'installation'
  readonly installation: number
}

/** Ask GitHub for deliveries that failed, and every installation for open pull requests without our check. */
export interface SweepTask {
  readonly kind: 'sweep'
}

/** An installation, or some of its repositories, are gone: what waits for them is dropped. */
export interface ForgetTask {
  readonly kind: 'forget'
  readonly installation: number
  /** Left out: all of them. */
  readonly repositories?: readonly number[]
}
