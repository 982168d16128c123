import type { Value } from '../../core/terraform/value.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { HclAttribute } from '../hcl/syntax.ts'
import type { Written } from './declaration.ts'
import type { Frame } from './evaluation.ts'
import { scopeOf } from './scopes.ts'

export function evaluateIn(frame: Frame, { path, node }: Written<HclAttribute>): Value {
  return evaluate(node.value, scopeOf(frame, path))
}
