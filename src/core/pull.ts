/** A pull request as an event or an answer of GitHub showed it. The head is read again before anything is written. */
export interface PullFacts {
  readonly number: number
  readonly head: string
  /** Name of the branch it goes to. */
  readonly baseRef: string
  readonly state: 'open' | 'closed'
  readonly draft: boolean
  readonly author: string
  /** Set where its head is in another repository, or in one that is gone. Only GitHub's answers say so, not what is stored of them. */
  readonly isFork?: true
  /** `updated_at` as GitHub writes it (`2026-01-31T12:00:00Z`): of two views the later one counts. */
  readonly updatedAt: string
}
