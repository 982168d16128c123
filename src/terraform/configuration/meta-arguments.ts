import type { Value } from '../../core/terraform/value.ts'
import type { Expression, HclAttribute } from '../hcl/syntax.ts'
import { addressText } from './addresses.ts'
import { literalKey } from './literal-text.ts'

/** Arguments whose expressions are names of things and not values. */
const ofBlock: ReadonlySet<string> = new Set(['provider', 'providers', 'depends_on'])
const ofLifecycle: ReadonlySet<string> = new Set(['ignore_changes', 'replace_triggered_by'])

/** Of an attribute at the top of a block, if it is such an argument: the names as addresses are written. */
export function metaArgument({ name, value }: HclAttribute): Value | undefined {
  return ofBlock.has(name) ? namesOf(value) : undefined
}

/** The same for a `lifecycle` block; its others (`prevent_destroy`) have values. */
export function lifecycleArgument({ name, value }: HclAttribute): Value | undefined {
  return ofLifecycle.has(name) ? namesOf(value) : undefined
}

/** Undefined where something else than names stands there. */
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
