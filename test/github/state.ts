import type { CheckRun, IssueComment, Pull, Review, ReviewComment, World } from './world.ts'

/** What GitHub holds, over all repositories, oldest first. */
export interface State {
  readonly pulls: readonly Pull[]
  readonly checkRuns: readonly CheckRun[]
  readonly comments: readonly IssueComment[]
  readonly reviews: readonly Review[]
  readonly reviewComments: readonly ReviewComment[]
}

export function stateOf({ repositories }: World): State {
  const pulls = () => repositories.flatMap((one) => one.pulls)
  return {
    get pulls() {
      return pulls()
    },
    get checkRuns() {
      return repositories.flatMap((one) => one.checkRuns)
    },
    get comments() {
      return repositories.flatMap((one) => one.comments)
    },
    get reviews() {
      return pulls().flatMap((one) => one.reviews)
    },
    get reviewComments() {
      return pulls().flatMap((one) => one.reviewComments)
    },
  }
}
