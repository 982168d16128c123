import type { Client } from '../github/app-client.ts'
import type { Endpoint } from '../github/endpoint.ts'
import type { PullReference } from './pull-reference.ts'

/** A pull request, and what is needed to read it. */
export interface PullPlace {
  readonly where: PullReference
  readonly client: Client
  readonly endpoint: Endpoint
  readonly token: string
  /** Folder for the commits. */
  readonly cache: string
}
