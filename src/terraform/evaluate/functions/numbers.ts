import { isUnknown, unknown, type Value } from '../../../core/terraform/value.ts'
import { computed, exact, toNumber } from '../convert.ts'
import { derived, failed } from '../failure.ts'
import { define, type Pure } from './define.ts'

export const numbers: Readonly<Record<string, Pure>> = {
  abs: define(['number'], Math.abs),
  ceil: define(['number'], (number) => exact(Math.ceil(number))),
  floor: define(['number'], (number) => exact(Math.floor(number))),
  signum: define(['number'], (number) => exact(Math.sign(number))),
  log: define(['number', 'number'], (number, base) => computed(rounded(Math.log(number) / Math.log(base)))),
  pow: define(['number', 'number'], (base, power) => computed(base ** power)),
  max: define(['number'], (...all) => Math.max(...all), 'number'),
  min: define(['number'], (...all) => Math.min(...all), 'number'),
  sum: define(['list'], sum),
  parseint: define(['text', 'whole'], parseInteger),
}

/** Logarithms of powers come out whole. */
function rounded(number: number): number {
  return Math.abs(number - Math.round(number)) < 1e-12 ? Math.round(number) : number
}

function sum(items: readonly Value[]): Value {
  if (items.length === 0) return failed('nothing can be summed up')
  let total = 0
  for (const item of items) {
    const number = toNumber(item)
    if (isUnknown(number)) return derived(number)
    const next = computed(total + number)
    if (isUnknown(next)) return next
    total = next
  }
  return total
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyz'

function parseInteger(text: string, base: number): Value {
  if (base < 2 || base > 62) return failed('a base lies between 2 and 62')
  if (base > 36) return unknown('bases above 36 are not read')
  const bare = text.replace(/^[+-]/, '').toLowerCase()
  if (bare === '' || [...bare].some((digit) => !digits.slice(0, base).includes(digit))) {
    return failed(`it is no number of base ${base}`)
  }
  return exact((text.startsWith('-') ? -1 : 1) * Number.parseInt(bare, base))
}
