import type { PlanAction } from '../../core/terraform/plan.ts'
import { entriesAt, type Json, listAt, member } from './json.ts'

const actions: ReadonlyMap<string, PlanAction> = new Map([
  ['no-op', 'no-op'],
  ['create', 'create'],
  ['read', 'read'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['delete,create', 'replace'],
  ['create,delete', 'create-then-delete'],
  ['forget', 'forget'],
  ['create,forget', 'create-then-forget'],
  ['forget,create', 'create-then-forget'],
])

/** What a change does; undefined where its list of actions is none that is known. */
export function plannedAction(change: Json): PlanAction | undefined {
  const said = member(change, 'actions')
  if (!Array.isArray(said) || !said.every((action) => typeof action === 'string')) return undefined
  return actions.get(said.join(','))
}

/** Why a plan cannot be judged: it does something that nobody here knows. */
export function refusedActions(plan: Json): string | undefined {
  const resource = listAt(plan, 'resource_changes').findIndex(
    (each) => plannedAction(member(each, 'change')) === undefined,
  )
  if (resource >= 0) return `Resource change ${resource + 1} of the plan ${unknown}`
  const output = entriesAt(plan, 'output_changes').findIndex(
    ([, change]) => plannedAction(change) === undefined,
  )
  return output >= 0 ? `Output change ${output + 1} of the plan ${unknown}` : undefined
}

const unknown =
  'has no list of actions that Sluice knows, so that it cannot be told what an apply does. Give the output of `terraform show -json` as it is.'
