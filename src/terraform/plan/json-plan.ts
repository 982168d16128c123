import { parseAddress } from '../../core/terraform/address.ts'
import type { PlanAction, PlannedCheck, PlannedOutput, PlannedResource } from '../../core/terraform/plan.ts'
import type { Path } from '../../core/terraform/value.ts'
import { plannedAction } from './actions.ts'
import { configurationOf } from './declarations.ts'
import type { Draft } from './draft.ts'
import { entriesAt, type Json, listAt, member, memberAt, textAt } from './json.ts'
import { takeMarkedSecrets } from './marked-secrets.ts'
import { eitherMarked, holdsTrue, Masks, markedValue } from './marked-value.ts'
import { Secrets } from './secrets.ts'
import { unmarkedBy } from './unmarked.ts'

/** What the JSON of `terraform show -json` says. Members that are missing or of another kind are taken for absent. */
export function draftOfJson(name: string, plan: Json): Draft {
  const masks = new Masks()
  const secrets = new Secrets()
  takeMarkedSecrets(plan, secrets)
  const notes: string[] = []
  const resources = listAt(plan, 'resource_changes').flatMap((each) => resourceOf(each, masks, notes))
  const deferred = listAt(plan, 'deferred_changes').map(deferredOf)
  const listed = new Set(resources.map(({ address }) => address))
  const configuration = configurationOf(member(plan, 'configuration'), masks)
  const terraformVersion = textAt(plan, 'terraform_version')
  return {
    plan: {
      name,
      form: 'json',
      formatVersion: textAt(plan, 'format_version') ?? '',
      ...(terraformVersion !== undefined && { terraformVersion }),
      complete: member(plan, 'complete') !== false && deferred.length === 0,
      errored: member(plan, 'errored') === true,
      resources,
      drift: listAt(plan, 'resource_drift').flatMap((each) => resourceOf(each, masks, notes)),
      deferred,
      outputs: entriesAt(plan, 'output_changes').map(([output, change]) => outputOf(output, change, masks)),
      checks: checksOf(plan),
      configuration,
      notes,
    },
    inState: inState(memberAt(plan, 'prior_state', 'values', 'root_module'), masks).filter(
      ({ address }) => !listed.has(address),
    ),
    unmarked: unmarkedBy(plan),
    secrets,
    masks,
  }
}

function resourceOf(raw: Json, masks: Masks, notes: string[]): PlannedResource[] {
  const address = textAt(raw, 'address')
  if (address === undefined) {
    notes.push('A resource change without an address was left out.')
    return []
  }
  const change = member(raw, 'change')
  const reason = textAt(raw, 'action_reason')
  const previousAddress = textAt(raw, 'previous_address')
  const deposed = textAt(raw, 'deposed')
  const action = plannedAction(change) ?? 'update'
  return [
    {
      address,
      ...partsOf(raw, address),
      action,
      ...(reason !== undefined && { reason }),
      ...(previousAddress !== undefined && { previousAddress }),
      ...(deposed !== undefined && { deposed }),
      importing: typeof member(change, 'importing') === 'object' && member(change, 'importing') !== null,
      ...sidesOf(change, action, masks),
      replacePaths: listAt(change, 'replace_paths').flatMap(pathOf),
    },
  ]
}

function partsOf(
  raw: Json,
  address: string,
): Pick<PlannedResource, 'module' | 'mode' | 'type' | 'name' | 'key'> {
  const parsed = parseAddress(address)
  const index = member(raw, 'index')
  const key = typeof index === 'string' || typeof index === 'number' ? index : parsed?.key
  return {
    module: textAt(raw, 'module_address') ?? parsed?.module ?? '',
    mode: member(raw, 'mode') === 'data' ? 'data' : 'managed',
    type: textAt(raw, 'type') ?? parsed?.type ?? '',
    name: textAt(raw, 'name') ?? parsed?.name ?? '',
    ...(key !== undefined && { key }),
  }
}

/** What does not change is kept once. */
function sidesOf(change: Json, action: PlanAction, masks: Masks): Pick<PlannedResource, 'before' | 'after'> {
  const sensitive = eitherMarked(member(change, 'before_sensitive'), member(change, 'after_sensitive'))
  const before = markedValue(member(change, 'before'), { sensitive }, masks)
  const unknown = member(change, 'after_unknown')
  if (action === 'no-op' && before !== null && !holdsTrue(unknown)) return { before, after: before }
  return { before, after: markedValue(member(change, 'after'), { sensitive, unknown }, masks) }
}

function pathOf(raw: Json): Path[] {
  if (!Array.isArray(raw)) return []
  return [raw.filter((key) => typeof key === 'string' || typeof key === 'number')]
}

function deferredOf(raw: Json): { readonly address: string; readonly reason: string } {
  const address = textAt(member(raw, 'resource_change'), 'address') ?? 'a resource'
  return { address, reason: textAt(raw, 'reason') ?? 'unknown' }
}

function outputOf(name: string, change: Json, masks: Masks): PlannedOutput {
  const action = plannedAction(change) ?? 'update'
  const [sensitiveBefore, sensitiveAfter] = [
    member(change, 'before_sensitive'),
    member(change, 'after_sensitive'),
  ]
  const sensitive = eitherMarked(sensitiveBefore, sensitiveAfter)
  const before = markedValue(member(change, 'before'), { sensitive }, masks)
  const unknown = member(change, 'after_unknown')
  const after = markedValue(member(change, 'after'), { sensitive, unknown }, masks)
  return {
    name,
    action,
    before: action === 'create' ? undefined : before,
    after: action === 'delete' ? undefined : after,
    sensitiveBefore: holdsTrue(sensitiveBefore),
    sensitiveAfter: holdsTrue(sensitiveAfter),
  }
}

/** `checks`, and what their place was in format 1.1. */
function checksOf(plan: Json): readonly PlannedCheck[] {
  const now = listAt(plan, 'checks').map((check): PlannedCheck => {
    const problems = listAt(check, 'instances').flatMap((instance) => listAt(instance, 'problems'))
    return {
      address: textAt(member(check, 'address'), 'to_display') ?? 'a check',
      status: statusOf(member(check, 'status')),
      problems: problems.flatMap((problem) => textAt(problem, 'message') ?? []),
    }
  })
  const before = listAt(plan, 'condition_results').map(
    (result): PlannedCheck => ({
      address: textAt(result, 'address') ?? 'a check',
      status:
        member(result, 'unknown') === true ? 'unknown' : member(result, 'result') === true ? 'pass' : 'fail',
      problems: [textAt(result, 'error_message') ?? []].flat(),
    }),
  )
  return [...now, ...before]
}

function statusOf(status: Json): PlannedCheck['status'] {
  return status === 'pass' || status === 'fail' || status === 'error' ? status : 'unknown'
}

/** Data sources as they were read: their values stand in the state, and no change lists them. */
function inState(module: Json, masks: Masks): Pick<PlannedResource, 'address' | 'before'>[] {
  const own = listAt(module, 'resources').flatMap((resource) => {
    const address = textAt(resource, 'address')
    if (address === undefined || member(resource, 'mode') !== 'data') return []
    const sensitive = member(resource, 'sensitive_values')
    return [{ address, before: markedValue(member(resource, 'values'), { sensitive }, masks) }]
  })
  return [...own, ...listAt(module, 'child_modules').flatMap((child) => inState(child, masks))]
}
