import type { App, CheckRun, IssueComment, Permissions, Pull, Repository, Token, World } from './world.ts'

// What a handler is given and what it gives back.

export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'token'; readonly token: Token }

export interface Call {
  readonly world: World
  readonly caller: Caller
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly accept: string
  /** Of the path, when it names one. */
  readonly repository?: Repository
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Operation {
  /** A JWT of an App; any token; nothing; or a token with one of these sets of permissions. */
  readonly needs: 'app' | 'token' | 'nothing' | readonly Permissions[]
  /** Counts towards 80 a minute and 500 an hour of created content (facts, "Rate limits"). */
  readonly creates?: true
  readonly handle: (call: Call) => Answer | Promise<Answer>
}

/** By the operation id of GitHub's description, which has the method and the path. */
export type Operations = Readonly<Record<string, Operation>>

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }

/** An error GitHub answers with. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly unknown[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    errors?: readonly unknown[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.errors = errors
    this.headers = headers
  }
}

export const notFound = () => new Refusal(404, 'Not Found')
export const forbidden = (headers: Readonly<Record<string, string>> = {}) =>
  new Refusal(403, 'Resource not accessible by integration', undefined, headers)

/** GitHub's "Validation Failed", with the field and what is the matter with it. */
export function invalid(resource: string, field: string, message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, code: 'custom', field, message }])
}

export function repositoryOf(call: Call): Repository {
  if (!call.repository) throw notFound()
  return call.repository
}

export function pullOf(call: Call, parameter = 'pull_number'): Pull {
  const number = Number(call.params[parameter])
  return found(repositoryOf(call).pulls.find((pull) => pull.number === number))
}

export function commentOf(call: Call): IssueComment {
  const id = Number(call.params.comment_id)
  return found(repositoryOf(call).comments.find((comment) => comment.id === id))
}

export function checkRunOf(call: Call): CheckRun {
  const id = Number(call.params.check_run_id)
  return found(repositoryOf(call).checkRuns.find((run) => run.id === id))
}

export function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound()
  return value
}
