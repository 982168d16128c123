import type { Body, Configuration, ModuleCall, Resource } from './configuration.ts'
import { isList, isMap, isUnknown, type Unknown, unknown, type Value } from './value.ts'

type Around = Pick<Configuration, 'modules' | 'problems'>

/**
 * Why a resource may have another half that is not listed: code of its configuration was not read, or it is handed to a module from
 * elsewhere, which may do with it what it likes.
 */
export function unseenHalves(
  { modules, problems }: Around,
  { address, declared }: Resource,
): Unknown | undefined {
  const hidden = problems.find(({ hides }) => hides)
  if (hidden) return unknown(asClause(hidden.text), hidden.place)
  const handed = handedTo(modules)
  const call = handed.get(address) ?? handed.get(declared)
  return call && unknown(`${address} is handed to ${call.address}, which is not read`, call.header)
}

const asClause = (sentence: string) => sentence.replace(/\.$/, '')

const known = new WeakMap<readonly ModuleCall[], ReadonlyMap<string, ModuleCall>>()

/** Made once for each list of calls: by address of a resource, the first call to a module from elsewhere that is given it. */
function handedTo(modules: readonly ModuleCall[]): ReadonlyMap<string, ModuleCall> {
  const made = known.get(modules) ?? new Map(modules.filter(isFromElsewhere).reverse().flatMap(givenTo))
  known.set(modules, made)
  return made
}

const isFromElsewhere = ({ directory, planned }: ModuleCall) => directory === undefined && !planned

function givenTo(call: ModuleCall): [string, ModuleCall][] {
  return [...addressesIn(valuesIn(call))].map((address) => [address, call])
}

function valuesIn({ attributes, blocks }: Body): Value[] {
  const own = [...attributes.values()].filter(({ name }) => name !== 'depends_on')
  return [...own.map(({ code, value }) => code ?? value), ...blocks.flatMap(valuesIn)]
}

/** Every resource that values refer to, however deep. */
function addressesIn(values: readonly Value[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...values]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isUnknown(value)) {
      if (value.reference) found.add(value.reference.address)
      for (const part of [...(value.parts ?? []), value.json]) if (part !== undefined) open.push(part)
    } else if (isList(value)) for (const item of value) open.push(item)
    else if (isMap(value)) for (const item of value.values()) open.push(item)
  }
  return found
}
