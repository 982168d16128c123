import { declaredAddress } from '../../core/terraform/address.ts'
import type { Attribute, Block, Body, Configuration, Resource } from '../../core/terraform/configuration.ts'
import type { Plan, PlannedResource } from '../../core/terraform/plan.ts'
import {
  firstUnknown,
  isList,
  isMap,
  isUnknown,
  type Unknown,
  type Value,
  type ValueMap,
} from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { plainlyDiffer } from './differ.ts'
import { addressOn, resourcesElsewhere, withPlanned } from './elsewhere.ts'

/**
 * A configuration in which the plan says what the code alone leaves unknown: values of attributes, blocks of dynamic ones, how many
 * there are of a resource, and what modules make whose code is not at hand. What the code says stays, and so does what the plan does
 * not know either.
 */
export function overlaid(configuration: Configuration, plan: Plan, side: 'before' | 'after'): Configuration {
  const planned = plan.resources.filter(({ deposed }) => deposed === undefined)
  const byAddress = new Map(planned.map((each) => [addressOn(side, each), each]))
  const byDeclared = Map.groupBy(planned, (each) => declaredAddress(addressOn(side, each)))
  const declared = configuration.resources.flatMap((resource): Resource[] => {
    const own = byAddress.get(resource.address)
    if (own) return [valued(resource, own[side], plan)]
    // A text shows only the instances that change, a plan of targets only those.
    if (!resource.uncertain || plan.form === 'text' || !plan.complete) return [resource]
    const instances = (byDeclared.get(resource.declared) ?? []).filter((each) => isMap(each[side]))
    return instances.length === 0
      ? [resource]
      : instances.map((each) => instanceOf(resource, each, { plan, side }))
  })
  const resources = [...declared, ...resourcesElsewhere(configuration, plan, side)]
  return {
    ...configuration,
    resources,
    modules: withPlanned(configuration.modules, plan),
    byAddress: new Map(resources.map((resource) => [resource.address, resource])),
  }
}

function instanceOf(
  resource: Resource,
  planned: PlannedResource,
  { plan, side }: { readonly plan: Plan; readonly side: 'before' | 'after' },
): Resource {
  const { uncertain: _, ...known } = valued(resource, planned[side], plan)
  const { key, module } = planned
  return { ...known, address: addressOn(side, planned), module, ...(key !== undefined && { key }) }
}

function valued(resource: Resource, value: Value, { form }: Plan): Resource {
  if (!isMap(value)) return resource
  return { ...resource, ...bodyWith(resource, form === 'text' ? shownWhole(value) : value, resource.header) }
}

/** A text leaves out what does not change inside maps, lists and blocks: of these nothing is taken. */
function shownWhole(values: ValueMap): ValueMap {
  return new Map([...values].filter(([, value]) => !isMap(value) && !isList(value)))
}

function bodyWith(body: Body, values: ValueMap, place: Place): Body {
  const attributes = new Map(
    [...body.attributes].map(([name, each]) => [name, attributeWith(each, values.get(name))]),
  )
  const open = new Map<string, Unknown>()
  const found = new Map<string, readonly Block[]>()
  for (const [type, why] of body.open) {
    const blocks = blocksOf(type, values.get(type), why.because[0]?.place ?? place)
    if (blocks) found.set(type, blocks)
    else open.set(type, why)
  }
  const blocks = body.blocks.flatMap((block) =>
    found.has(block.type) ? [] : [blockWith(block, body, values)],
  )
  return { attributes, blocks: [...blocks, ...[...found.values()].flat()], open }
}

function attributeWith(attribute: Attribute, planned: Value | undefined): Attribute {
  const isOpen = firstUnknown(attribute.value) !== undefined
  if (!isOpen || planned === undefined || isUnknown(planned)) return attribute
  return { ...attribute, value: planned, code: attribute.value }
}

/** A block takes the values of the only planned one that does not contradict it: sets of blocks have an order of their own. */
function blockWith(block: Block, body: Body, values: ValueMap): Block {
  const planned = values.get(block.type)
  const same = body.blocks.filter(({ type }) => type === block.type)
  const offered = (isList(planned) ? planned : [planned]).filter(isMap)
  if (offered.length !== same.length || body.open.has(block.type)) return block
  const fitting = offered.filter((each) => !contradicts(block, each))
  const [only] = fitting
  return only && fitting.length === 1 ? { ...block, ...bodyWith(block, only, block.header) } : block
}

function contradicts({ attributes }: Block, planned: ValueMap): boolean {
  return [...attributes.values()].some(({ name, value }) => {
    const other = planned.get(name)
    // Lists may be sets, which have no order.
    if (other === undefined || isList(value) || isUnknown(other)) return false
    return plainlyDiffer(value, other)
  })
}

/** Blocks as the plan lists them, all at one place; undefined where it does not know them all. */
function blocksOf(type: string, planned: Value | undefined, place: Place): readonly Block[] | undefined {
  const list = isMap(planned) ? [planned] : planned
  if (!isList(list) || !list.every(isMap)) return undefined
  return list.map((values) => ({
    type,
    labels: [],
    header: place,
    place,
    blocks: [],
    open: new Map(),
    attributes: new Map(
      [...values].flatMap(([name, value]): [string, Attribute][] =>
        value === null ? [] : [[name, { name, value, place, parts: [], via: [] }]],
      ),
    ),
  }))
}
