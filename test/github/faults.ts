import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from './answer.ts'

/**
 * What may go wrong with a request. `drop` closes the connection before the request is carried out, `drop-after` once it
 * is (the caller cannot tell which), `revoke-token` ends the token the request came with.
 */
export type Failure =
  | 429
  | 500
  | 502
  | 503
  | 'drop'
  | 'drop-after'
  | 'revoke-token'
  | { readonly slow: number }
  | {
      readonly status: number
      /** True: the request is carried out, and only its answer is this. */
      readonly after?: boolean
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
    }

export interface Fault {
  readonly method?: string
  /** The path without its query: all of it, or what the expression finds in it. Every path without one. */
  readonly path?: string | RegExp
  times: number
  readonly with: Failure
}

/** The fault this request meets; it has one time less from then on. */
export function takeFault(faults: readonly Fault[], method: string, path: string): Failure | undefined {
  const fault = faults.find((one) => one.times > 0 && meets(one, method, path))
  if (!fault) return undefined
  fault.times -= 1
  return fault.with
}

function meets(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false
  if (fault.path === undefined) return true
  return typeof fault.path === 'string' ? fault.path === path : fault.path.test(path)
}

/** Thrown to have the connection closed without an answer. */
export class Dropped extends Error {}

/** Before the request is carried out. */
export function failBefore(failure: Failure | undefined): void {
  if (failure === 'drop') throw new Dropped()
  if (typeof failure === 'number') throw refusalOf({ status: failure })
  if (typeof failure === 'object' && 'status' in failure && !failure.after) throw refusalOf(failure)
}

/** While it is: a slow request counts as one of those that run at the same time. */
export async function failDuring(failure: Failure | undefined): Promise<void> {
  if (typeof failure === 'object' && 'slow' in failure) await sleep(failure.slow)
}

/** Once it is. */
export function failAfter(failure: Failure | undefined): void {
  if (failure === 'drop-after') throw new Dropped()
  if (typeof failure === 'object' && 'status' in failure && failure.after) throw refusalOf(failure)
}

function refusalOf({ status, message, headers }: Extract<Failure, { status: number }>): Refusal {
  const wait = status === 429 ? { 'retry-after': '1' } : undefined
  return new Refusal(
    status,
    message ?? messages[status] ?? 'Something went wrong',
    undefined,
    headers ?? wait,
  )
}

const messages: Record<number, string> = {
  429: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  500: 'Server Error',
  502: 'Server Error',
  503: 'No server is currently available to service your request. Sorry about that.',
}
