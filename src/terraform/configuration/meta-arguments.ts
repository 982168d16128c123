import type { Value } from '../../core/terraform/value.ts'
import type { Expression, HclAttribute } from '../hcl/syntax.ts'
import { addressText } from './addresses.ts'
import { literalKey } from './literal-text.ts'

/** Meta-arguments whose expressions are names of things and not values. */
export const metaArguments: ReadonlySet<string> = new Set(['provider', 'providers', 'depends_on'])

/** The names as addresses are written; undefined where something else stands there. */
export function metaValue({ value }: HclAttribute): Value | undefined {
  return namesOf(value)
}

function namesOf(value: Expression): Value | undefined {
  if (value.kind === 'tuple') {
    const items = value.items.map(nameOf)
    return items.includes(undefined) ? undefined : items.filter((item) => item !== undefined)
  }
  if (value.kind !== 'object') return nameOf(value)
  const pairs = value.items.map(({ key, value }) => [nameOf(key), nameOf(value)] as const)
  const named = pairs.flatMap(([key, item]) =>
    key === undefined || item === undefined ? [] : [[key, item] as const],
  )
  return named.length === pairs.length ? new Map(named) : undefined
}

/** In JSON names are texts. */
function nameOf(expression: Expression): string | undefined {
  const key = literalKey(expression)
  return typeof key === 'string' ? key : addressText(expression)
}
