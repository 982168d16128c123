/** Why the server does not take a request; caught where it is answered. */
export class Refused extends Error {
  readonly status: number
  readonly type: string

  constructor(message: string, status = 400, type = 'invalid_request_error') {
    super(message)
    this.status = status
    this.type = type
  }
}

export type Fields = Record<string, unknown>

export function object(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Refused(`${at}: Input should be an object`)
}

export function list(value: unknown, at: string): unknown[] {
  if (Array.isArray(value)) return value
  throw new Refused(`${at}: Input should be a list`)
}

/** Refuses any field that the SDK's types do not know. */
export function only(fields: Fields, keys: Readonly<Record<string, true>>, at: string): Fields {
  const extra = Object.keys(fields).find((key) => !Object.hasOwn(keys, key))
  if (extra === undefined) return fields
  throw new Refused(`${at === '' ? '' : `${at}.`}${extra}: Extra inputs are not permitted`)
}

export function oneOf(value: unknown, allowed: readonly unknown[], at: string): void {
  if (!allowed.includes(value))
    throw new Refused(`${at}: Input should be ${allowed.map(String).join(' or ')}`)
}

export function text(value: unknown, at: string): string {
  if (typeof value === 'string') return value
  throw new Refused(`${at}: Input should be a valid string`)
}
