import type { ExampleCase } from '../core/rule.ts'
import { planReasonText } from '../core/terraform/plan-reasons.ts'
import { cutTo } from './visible.ts'

type Json = Readonly<Record<string, unknown>>

/** What the plan of an example says, a line for each change: `aws_db_instance.orders: destroyed`. */
export function examplePlanText(plan: NonNullable<ExampleCase['plan']>): string {
  return Object.entries(plan).flatMap(linesOf).join('\n') || 'nothing changes'
}

function linesOf([key, value]: [string, unknown]): string[] {
  if (key === 'resource_changes') return listIn(value).map(changeLine)
  if (key === 'resource_drift')
    return listIn(value).map((drift) => `changed outside Terraform: ${changeLine(drift)}`)
  if (key === 'output_changes') {
    return Object.entries(objectIn(value)).map(([name, change]) => outputLine(name, objectIn(change)))
  }
  return [`${key}: ${cutTo(JSON.stringify(value), 200)}`]
}

const deeds: Readonly<Record<string, string>> = {
  'no-op': 'stays as it is',
  create: 'created',
  read: 'read',
  update: 'updated',
  delete: 'destroyed',
  'delete,create': 'replaced',
  'create,delete': 'created anew, then destroyed',
  forget: 'no longer managed',
  'create,forget': 'created anew, the old one no longer managed',
}

function changeLine(resource: Json): string {
  const { address, deposed, previous_address: previous, action_reason: reason } = resource
  const change = objectIn(resource.change)
  const parts = [
    deedOf(change),
    previous === undefined ? undefined : `moved from ${String(previous)}`,
    change.importing === undefined ? undefined : 'imported',
    deposed === undefined ? undefined : 'a leftover of an earlier replacement',
    planReasonText(typeof reason === 'string' ? reason : undefined),
  ]
  return `${String(address)}: ${parts.filter((part) => part !== undefined).join(', ')}`
}

function outputLine(
  name: string,
  { actions, before, after, after_unknown: unknown, ...marks }: Json,
): string {
  const key = Array.isArray(actions) ? actions.join() : ''
  const next = unknown === true ? 'known after apply' : valueText(after)
  const parts = [
    deeds[key] ?? key,
    key === 'update' && (before !== undefined || after !== undefined)
      ? `${valueText(before)} -> ${next}`
      : undefined,
    marks.before_sensitive === true && marks.after_sensitive !== true ? 'no longer sensitive' : undefined,
  ]
  return `output.${name}: ${parts.filter((part) => part !== undefined).join(', ')}`
}

/** What is done, and of what stays which attributes become what. */
function deedOf(change: Json): string {
  const { actions, before, after, after_unknown: unknown, after_sensitive: sensitive } = change
  const key = Array.isArray(actions) ? actions.join() : ''
  const [was, is] = [objectIn(before), objectIn(after)]
  const open = objectIn(unknown)
  const names =
    before && after ? [...new Set([...Object.keys(was), ...Object.keys(is), ...Object.keys(open)])] : []
  const isShown = (name: string) =>
    key !== 'no-op' && (open[name] === true || JSON.stringify(was[name]) !== JSON.stringify(is[name]))
  const told = names.filter(isShown).map((name) => {
    const next = open[name] === true ? 'known after apply' : valueText(is[name])
    return `${name} ${valueText(was[name])} -> ${objectIn(sensitive)[name] === true ? '(sensitive)' : next}`
  })
  return [deeds[key] ?? key, ...told].join(', ')
}

function valueText(value: unknown): string {
  return value === undefined || value === null ? 'not set' : cutTo(JSON.stringify(value), 80)
}

const listIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(objectIn) : [])

const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
