import type { NewJob } from '../store/jobs.ts'
import type { PullFacts, RepositoryRef } from './task.ts'

/** What an event asks of us. */
export interface Wanted {
  readonly jobs: readonly NewJob[]
  /** A pull request as the event shows it, to be remembered. */
  readonly seen?: { readonly repository: RepositoryRef; readonly pull: PullFacts }
  /** The repository is called so, and belongs to this installation, from now on. */
  readonly moved?: RepositoryRef
  /** Why an event we act on asks for nothing: it lacks something it should have. */
  readonly reason?: string
}

/** What the reader of an event knows beside its payload. */
export interface Context {
  readonly appId: number
  readonly deliveryGuid: string
}
