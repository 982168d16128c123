/** A request that failed, as Octokit's error has it; several copies of its class may be about, so it is known by its shape. */
export interface RequestFailure extends Error {
  /** 500 too where there was no answer at all: then `response` is missing. */
  readonly status: number
  readonly request: { readonly method: string; readonly url: string }
  readonly response?: {
    readonly status: number
    readonly headers: Readonly<Record<string, string | number | undefined>>
    readonly data: unknown
  }
}

export function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && 'request' in error
}

/** One of our own, for what Octokit takes for success. */
export class HttpError extends Error implements RequestFailure {
  override readonly name = 'HttpError'
  readonly status: number
  readonly request: RequestFailure['request']
  readonly response: NonNullable<RequestFailure['response']>

  constructor(
    message: string,
    request: RequestFailure['request'],
    response: { status: number; headers: object },
  ) {
    super(message)
    this.status = response.status
    this.request = request
    this.response = { status: response.status, headers: { ...response.headers }, data: {} }
  }
}

/** Whether GitHub refused with this status. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return isRequestFailure(error) && error.response !== undefined && statuses.includes(error.status)
}
