import type { Pull, ReviewComment } from './world.ts'

/** The comments that started a conversation, in order. */
export const threadsOf = ({ reviewComments }: Pull) => reviewComments.filter((one) => !one.inReplyTo)

export const repliesTo = (first: ReviewComment) =>
  first.pull.reviewComments.filter((one) => one === first || one.inReplyTo === first)

/** A file-level comment is never outdated: it is on no line. */
export const isOutdated = (one: ReviewComment) => one.subject === 'line' && one.current === undefined
