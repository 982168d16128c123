import { isUnknown, type Reason, type Unknown, type Value } from '../../core/terraform/value.ts'
import { longestChain } from './limits.ts'

/** An unknown with one more step between its origin and where it is used. */
export function through(value: Unknown, reason: Reason): Unknown {
  if (value.because.length >= longestChain) return value
  return { ...value, because: [reason, ...value.because] }
}

/** The same of any value; what is known stays as it is. */
export function passed(value: Value, reason: Reason): Value {
  return isUnknown(value) ? through(value, reason) : value
}
