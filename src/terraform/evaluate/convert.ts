import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import { failed } from './failure.ts'

/** Conversions as Terraform makes them by itself; the unknown where it is unknown or cannot be converted. */
export function toText(value: Value): string | Unknown {
  if (typeof value === 'string' || isUnknown(value)) return value
  if (typeof value === 'number') return exactText(value)
  if (typeof value === 'boolean') return String(value)
  return mismatch(value, 'a text')
}

export function toNumber(value: Value): number | Unknown {
  if (typeof value === 'number' || isUnknown(value)) return value
  if (typeof value !== 'string') return mismatch(value, 'a number')
  if (value.length > 400 || !/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?$/.test(value)) {
    return failed('a number is expected here')
  }
  return exact(Number(value))
}

export function toTruth(value: Value): boolean | Unknown {
  if (typeof value === 'boolean' || isUnknown(value)) return value
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  return mismatch(value, 'true or false')
}

/** A number that is the one Terraform has, whose numbers have 512 bits. */
export function exact(number: number): number | Unknown {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    return unknown('this number is too large to be exact')
  }
  return number + 0
}

/** What comes of a calculation: `0.1 + 0.2` is 0.3. */
export function computed(number: number): number | Unknown {
  return exact(Number.isInteger(number) ? number : Number(number.toPrecision(15)))
}

/** Of a fraction without end Terraform shows more digits than are known here. */
function exactText(number: number): string | Unknown {
  const text = numberText(number)
  const endless = !Number.isInteger(number) && text.replace(/^[-0.]+|\./g, '').length >= 15
  return endless ? unknown('the last digits of a number are not known') : text
}

/** Without an exponent. */
export function numberText(number: number): string {
  const text = String(Object.is(number, -0) ? 0 : number)
  const [digits = '', exponent] = text.split('e')
  if (exponent === undefined) return text
  if (Number(exponent) > 0) return BigInt(number).toString()
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.')
  return `${number < 0 ? '-' : ''}0.${'0'.repeat(-Number(exponent) - 1)}${whole}${fraction}`
}

function mismatch(value: Value, wanted: string): Unknown {
  if (value === null) return failed(`${wanted} is expected here and it is null`)
  if (typeof value !== 'object') return failed(`${wanted} is expected here`)
  return failed(`${wanted} is expected here, not a collection`)
}
