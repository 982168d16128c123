import { parseAddress } from '../../core/terraform/address.ts'
import type {
  Attribute,
  Block,
  Body,
  Configuration,
  ModuleCall,
  Resource,
} from '../../core/terraform/configuration.ts'
import { callElsewhere } from '../../core/terraform/elsewhere.ts'
import type { Plan, PlannedDeclaration, PlannedResource } from '../../core/terraform/plan.ts'
import { isList, isMap, isUnknown, type Unknown, unknown, type ValueMap } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'

/** A moved resource stands under its old address in the old code. */
export function addressOn(side: 'before' | 'after', { address, previousAddress }: PlannedResource): string {
  return side === 'before' ? (previousAddress ?? address) : address
}

/**
 * What modules make whose code is not at hand, as the plan tells of one side. Only its JSON tells of everything that is set; a text
 * hides what does not change.
 */
export function resourcesElsewhere(
  configuration: Configuration,
  plan: Plan,
  side: 'before' | 'after',
): readonly Resource[] {
  if (plan.form === 'text' || configuration.modules.every(({ directory }) => directory !== undefined))
    return []
  const written = new Map(plan.configuration.map((each) => [each.declared, each]))
  return plan.resources.flatMap((planned): Resource[] => {
    const values = planned[side]
    if (planned.mode === 'data' || planned.deposed !== undefined || !isMap(values)) return []
    const address = parseAddress(addressOn(side, planned))
    const call = address && callElsewhere(configuration, address.module)
    if (!call || configuration.byAddress.has(addressOn(side, planned))) return []
    const own = asWritten(values, address.module, written.get(address.declared))
    return [resourceOf(planned, { address: addressOn(side, planned), values: own, call })]
  })
}

/** Calls of which a plan tells everything: one of targets, of a text, or that failed, tells only a part. */
export function withPlanned(modules: readonly ModuleCall[], plan: Plan): readonly ModuleCall[] {
  if (plan.form === 'text' || !plan.complete || plan.errored) return modules
  return modules.map((call) => (call.directory === undefined ? { ...call, planned: true } : call))
}

/** What is known only after the apply is left out where nobody asks for it, as in code; else it is what the module's code reads. */
function asWritten(values: ValueMap, module: string, written: PlannedDeclaration | undefined): ValueMap {
  if (!written) return values
  const names = new Set(written.arguments)
  const known = [...values].filter(([name, value]) => !isUnknown(value) || names.has(name))
  return new Map(
    known.map(([name, value]) => {
      const references = isUnknown(value) ? (written.references?.get(name) ?? []) : []
      return [name, isUnknown(value) ? referring(value, references, module) : value]
    }),
  )
}

function referring(value: Unknown, references: readonly string[], module: string): Unknown {
  const parts = references.map((text): Unknown => {
    const end = text.lastIndexOf('.')
    return {
      ...value,
      reference: { address: `${module}.${text.slice(0, end)}`, attribute: text.slice(end + 1) },
    }
  })
  const [only] = parts
  return parts.length > 1 ? { ...value, parts } : (only ?? value)
}

interface Found {
  readonly address: string
  readonly values: ValueMap
  readonly call: ModuleCall
}

function resourceOf(planned: PlannedResource, { address, values, call }: Found): Resource {
  const { type, name, mode } = planned
  const parsed = parseAddress(address)
  const key = parsed?.key
  const body = bodyOf(values, call.header)
  const open = new Map([...body.open, ['lifecycle', unknown(`${call.address} is not read`, call.header)]])
  return {
    ...blockOf('resource', { ...body, open }, call.header),
    labels: [type, name],
    mode,
    address,
    declared: parsed?.declared ?? address,
    resourceType: type,
    name: parsed?.name ?? name,
    module: parsed?.module ?? planned.module,
    ...(key !== undefined && { key }),
    calls: [...call.calls, call.header],
    planned: true,
  }
}

/** Deeper than providers nest blocks. */
const deepest = 16

/** A plan does not tell blocks from lists of objects: they are both here. What is not set is not there. */
function bodyOf(values: ValueMap, place: Place, depth = 0): Body {
  const attributes = new Map<string, Attribute>()
  const blocks: Block[] = []
  const open = new Map<string, Unknown>()
  for (const [name, value] of values) {
    if (value === null || (isList(value) && value.length === 0)) continue
    attributes.set(name, { name, value, place, parts: [], via: [] })
    if (isUnknown(value)) open.set(name, value)
    if (depth >= deepest || !isList(value) || !value.every(isMap)) continue
    for (const inner of value) blocks.push(blockOf(name, bodyOf(inner, place, depth + 1), place))
  }
  return { attributes, blocks, open }
}

function blockOf(type: string, body: Body, place: Place): Block {
  return { ...body, type, labels: [], header: place, place }
}
