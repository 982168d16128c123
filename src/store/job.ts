export interface Job {
  readonly id: number
  readonly kind: string
  readonly lane: string
  readonly installation: number
  readonly payload: unknown
  readonly mergeKey: string | null
  readonly stamp: Date | null
  /** GUID of the webhook that asked for it last. */
  readonly delivery: string | null
  readonly priority: number
  /** 1 at the first run. */
  readonly attempts: number
  /** How often it was taken, released ones included: tells a holder from the one before. */
  readonly claims: number
  readonly worker: string
  readonly announced: boolean
  readonly createdAt: Date
}

/** Who holds a job; any other holder, before or after, differs in one of these. */
export type Held = Pick<Job, 'id' | 'worker' | 'claims'>

export const jobsChannel = 'sluice_jobs'
