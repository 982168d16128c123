import type { Attribute } from '../../core/terraform/configuration.ts'
import type { Path } from '../../core/terraform/value.ts'
import type { Expression } from '../hcl/syntax.ts'

const mostParts = 10_000

/**
 * Places of what is written inside an object or list, by path below it; also of what `jsonencode` and `merge` are given, so that a
 * statement of a policy has its own line. Keys and positions that are not plain are left out.
 */
export function partsOf(expression: Expression, path: string): Attribute['parts'] {
  const parts: { path: Path; place: { path: string; range: Expression['range'] } }[] = []
  const open: { readonly at: Path; readonly expression: Expression }[] = [{ at: [], expression }]
  for (let next = open.pop(); next && parts.length < mostParts; next = open.pop()) {
    const inside = partsIn(next.expression)
    for (const { key, range } of inside) {
      if (key !== undefined) parts.push({ path: [...next.at, key], place: { path, range } })
    }
    for (const { key, value } of inside.toReversed()) {
      if (next.at.length < 50)
        open.push({ at: key === undefined ? next.at : [...next.at, key], expression: value })
    }
  }
  return parts
}

interface Part {
  /** Left out where it is written at the same path. */
  readonly key?: string | number
  readonly value: Expression
  readonly range: Expression['range']
}

function partsIn(expression: Expression): readonly Part[] {
  if (expression.kind === 'tuple') {
    return expression.items.map((value, key) => ({ key, value, range: value.range }))
  }
  if (expression.kind === 'object') {
    return expression.items.flatMap(({ key, value, range }) => {
      const name = literalKey(key)
      return name === undefined ? [] : [{ key: name, value, range }]
    })
  }
  if (expression.kind !== 'call' || !['jsonencode', 'merge'].includes(expression.name)) return []
  // Of equal keys the last one counts, and the first place of a path is taken.
  return expression.args.toReversed().map((value) => ({ value, range: value.range }))
}

function literalKey(key: Expression): string | undefined {
  if (key.kind === 'literal' && key.value !== null) return String(key.value)
  if (key.kind !== 'template') return undefined
  const [text, ...more] = key.parts
  return typeof text === 'string' && more.length === 0 ? text : undefined
}
