/** Leave given by a person for one finding, with an end. It ends by itself when the finding's content changes, as the fingerprint does. */
export interface Waiver {
  readonly fingerprint: string
  /** Login of who gave it. */
  readonly by: string
  readonly reason: string
  /** ISO date. */
  readonly grantedOn: string
  /** ISO date of its last day, as it was asked for: the policy in force may end it earlier. */
  readonly until: string
  /** The branch whose policy said who may give it: it counts for what goes there, and nowhere else. */
  readonly baseRef: string
  /** Left out where the fingerprint knows the content; else the one commit that it counts for. */
  readonly head?: string
}

/** A finding that does not block, put away by a person as not worth a look. */
export interface Dismissal {
  readonly fingerprint: string
  readonly by: string
  readonly reason: string
}

/** The day so many days after an ISO date. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}
