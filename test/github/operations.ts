import type { Operations } from './answer.ts'
import { apps } from './apps.ts'
import { artifacts } from './artifacts.ts'
import { checkLists } from './check-lists.ts'
import { checks } from './checks.ts'
import { comments } from './comments.ts'
import { contents } from './contents.ts'
import { deliveries } from './deliveries.ts'
import { people } from './people.ts'
import { pulls } from './pulls.ts'
import { rateLimitStatus } from './rate-limit-status.ts'
import { reactions } from './reactions.ts'
import { repositories } from './repositories.ts'
import { reviewComments } from './review-comments.ts'
import { reviews } from './reviews.ts'
import { statuses } from './statuses.ts'

/** Everything of GitHub's REST API that is simulated. */
export const operations: Operations = {
  ...apps,
  ...artifacts,
  ...checkLists,
  ...checks,
  ...comments,
  ...contents,
  ...deliveries,
  ...people,
  ...pulls,
  ...rateLimitStatus,
  ...reactions,
  ...repositories,
  ...reviewComments,
  ...reviews,
  ...statuses,
}
