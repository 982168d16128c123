import type { HclAttribute, HclBlock } from '../hcl/syntax.ts'

/**
 * What the value of something written depends on: on nothing but itself, on the module it stands in, on the instance (`each`, `count`,
 * `self`). What does not depend on the instance is evaluated once for all of them.
 */
export type Dependence = 'nothing' | 'module' | 'instance'

const known = new WeakMap<object, Dependence>()

export function dependenceOf(written: HclAttribute | HclBlock): Dependence {
  const before = known.get(written)
  if (before) return before
  const found = namesIn(written)
  const dependence = found.some((name) => ofInstance.has(name))
    ? 'instance'
    : found.length > 0
      ? 'module'
      : 'nothing'
  known.set(written, dependence)
  return dependence
}

const ofInstance: ReadonlySet<string> = new Set(['each', 'count', 'self'])

/** Every name an expression begins with, and every function that does not always answer the same. */
function namesIn(written: object): readonly string[] {
  const names = new Set<string>()
  const open: unknown[] = [written]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    if ('kind' in next && 'name' in next && (next.kind === 'name' || next.kind === 'call'))
      names.add(String(next.name))
    for (const child of Object.values(next)) if (typeof child === 'object') open.push(child)
  }
  return [...names]
}
