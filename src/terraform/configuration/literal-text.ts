import type { Expression } from '../hcl/syntax.ts'

/** The text of an expression that is a plain one. */
export function literalText(value: Expression | undefined): string | undefined {
  const key = value && literalKey(value)
  return typeof key === 'string' ? key : undefined
}

/** The text or number of an expression that is a plain one. */
export function literalKey(value: Expression): string | number | undefined {
  if (value.kind === 'literal') {
    return typeof value.value === 'string' || typeof value.value === 'number' ? value.value : undefined
  }
  if (value.kind !== 'template') return undefined
  const [text = '', more] = value.parts
  return typeof text === 'string' && more === undefined ? text : undefined
}
