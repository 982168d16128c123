import {
  firstUnknown,
  isList,
  isMap,
  isUnknown,
  type Value,
  type ValueMap,
} from '../../../core/terraform/value.ts'
import { toNumber, toText, toTruth } from '../convert.ts'
import { derived, failed, isFailed } from '../failure.ts'

/** A function of Terraform's: the same arguments always give the same value. */
export type Pure = (args: readonly Value[]) => Value

/** What a parameter takes. All are known and none is null, but `any`; elements of lists and maps may be unknown. */
interface Kinds {
  readonly text: string
  readonly number: number
  /** A number without fraction. */
  readonly whole: number
  readonly truth: boolean
  readonly list: readonly Value[]
  readonly map: ValueMap
  /** A list of texts, each of them known. */
  readonly texts: readonly string[]
  /** A list that is known through and through. */
  readonly knownList: readonly Value[]
  readonly known: Value
  readonly any: Value
}

type Kind = keyof Kinds
type ArgumentsOf<P extends readonly Kind[]> = { -readonly [I in keyof P]: Kinds[P[I]] }

/** A function whose arguments are converted first; where one is unknown or refused, so is the result. */
export function define<const P extends readonly Kind[], R extends Kind = never>(
  parameters: P,
  run: (...args: [...ArgumentsOf<P>, ...Kinds[R][]]) => Value,
  rest?: R,
): Pure {
  return (args) => {
    if (args.length < parameters.length) return failed('an argument is missing')
    if (args.length > parameters.length && !rest) return failed('there is an argument too many')
    const taken = args.map((arg, i) => taking(parameters[i] ?? rest ?? 'any', arg))
    const kinds = taken.map((_, i) => parameters[i] ?? rest ?? 'any')
    const open = taken.find(isFailed) ?? taken.find((arg, i) => isUnknown(arg) && kinds[i] !== 'any')
    if (isUnknown(open)) return derived(open)
    return run(...(taken as unknown as Parameters<typeof run>))
  }
}

function taking(kind: Kind, value: Value): Value {
  if (kind === 'any' || isUnknown(value)) return value
  if (value === null) return failed('an argument is null')
  return takers[kind](value)
}

const takers: Readonly<Record<Kind, (value: Value) => Value>> = {
  any: (value) => value,
  text: toText,
  number: toNumber,
  whole: (value) => {
    const number = toNumber(value)
    return isUnknown(number) || Number.isInteger(number) ? number : failed('a whole number is expected here')
  },
  truth: toTruth,
  list: (value) => (isList(value) ? value : failed('a list is expected here')),
  map: (value) => (isMap(value) ? value : failed('a map is expected here')),
  texts: (value) => {
    if (!isList(value)) return failed('a list is expected here')
    const texts = value.map(toText)
    return texts.find(isFailed) ?? texts.find(isUnknown) ?? texts
  },
  knownList: (value) => (isList(value) ? whenKnown(value) : failed('a list is expected here')),
  known: whenKnown,
}

function whenKnown(value: Value): Value {
  return firstUnknown(value) ?? value
}
