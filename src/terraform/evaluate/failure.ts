import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import { type Place, shortened } from '../../core/text.ts'

/** What Terraform would refuse: unknown to everyone but `try` and `can`. */
interface Failed extends Unknown {
  readonly failed: true
}

export function failed(text: string, place?: Place): Unknown {
  const failure: Failed = { ...unknown(text, place), failed: true }
  return failure
}

export function isFailed(value: Value | undefined): value is Unknown {
  return isUnknown(value) && 'failed' in value
}

/** Unknown because of another unknown; neither its text nor its reference. */
export function derived(from: Unknown): Unknown {
  return { kind: 'unknown', because: from.because, ...(isFailed(from) && { failed: true }) }
}

/** The same to everyone, `try` and `can` included. */
export function settled(value: Value): Value {
  return isFailed(value) ? derived({ kind: 'unknown', because: value.because }) : value
}

export function tooLarge(): Unknown {
  return unknown('it is too large to evaluate')
}

/** A key as a reason names it. */
export function quoted(key: string): string {
  return JSON.stringify(shortened(key, 60))
}

/** A reason that has no place yet gets one. */
export function placed(value: Value, place: Place): Value {
  if (!isUnknown(value)) return value
  const [first, ...rest] = value.because
  return first && !first.place ? { ...value, because: [{ ...first, place }, ...rest] } : value
}
