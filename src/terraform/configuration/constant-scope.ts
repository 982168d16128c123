import { unknown } from '../../core/terraform/value.ts'
import type { Scope, Traversal } from '../evaluate/scope.ts'
import type { ModuleInstance } from './evaluation.ts'

/** For what holds no names: lines of files of variables, defaults of variables. */
export function constantScope(module: ModuleInstance, path: string): Scope {
  const nothing = ({ range }: Traversal) => unknown('names mean nothing here', { path, range })
  return {
    path,
    budget: module.evaluation.budget,
    name: nothing,
    below: (_reference, traversal) => nothing(traversal),
  }
}
