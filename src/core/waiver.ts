/** Leave given by a person for one finding, with an end. It ends by itself when the finding's content changes, as the fingerprint does. */
export interface Waiver {
  readonly fingerprint: string
  /** Login of who gave it. */
  readonly by: string
  readonly reason: string
  /** ISO date of its last day. */
  readonly until: string
  /** Left out where the fingerprint knows the content; else the one commit that it counts for. */
  readonly head?: string
}

/** A finding that does not block, put away by a person as not worth a look. */
export interface Dismissal {
  readonly fingerprint: string
  readonly by: string
  readonly reason: string
}
