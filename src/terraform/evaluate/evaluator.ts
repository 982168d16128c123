import type { Value } from '../../core/terraform/value.ts'
import type { Expression } from '../hcl/syntax.ts'
import type { Scope } from './scope.ts'

/** How the kinds of expressions evaluate what stands in them. */
export type Evaluator = (expression: Expression, scope: Scope) => Value

export type Of<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>
