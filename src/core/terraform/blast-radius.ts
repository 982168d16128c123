import type { TerraformDocument } from '../document.ts'
import type { Evidence } from '../finding.ts'
import { declaredAddress } from './address.ts'
import type { Resource } from './configuration.ts'
import { type Dependent, dependents } from './dependents.ts'
import { differences } from './earlier.ts'
import { type Reader, readEvidence } from './readers.ts'

/** Most dependents that evidence names. */
const mostNamed = 10

/**
 * What a resource that goes, or is made anew, leaves behind: what refers to it and stays, what holds data first; then what of the rest of
 * the repository reads it, or an output that hands it on.
 */
export function blastRadius(address: string, document: TerraformDocument): readonly Evidence[] {
  const declared = declaredAddress(address)
  const { found, verb } = dependentsOf(declared, document)
  const without = goneFrom(document)
  const along = goingAlong(address, document)
  const staying = found.filter(({ name, holdsData }) => !without.has(name) && (holdsData || !along.has(name)))
  const own = staying.filter(({ kind }) => kind !== 'output')
  const outputs = new Set(staying.filter(({ kind }) => kind === 'output').map(({ name }) => name))
  const more = own.length - mostNamed
  return [
    ...own.slice(0, mostNamed).map(({ name, place }) => dependency(`${name} ${verb.one} on it`, place)),
    ...(more > 0 ? [dependency(`and ${more} more that ${verb.many} on it`)] : []),
    ...readEvidence(document.readers.filter(({ made }) => made === declared || outputs.has(made))),
  ]
}

const dependency = (text: string, place?: Reader['place']): Evidence => {
  return { strength: 'proved', kind: 'dependency', text, ...(place && { place }) }
}

interface Found {
  readonly found: readonly Dependent[]
  readonly verb: { readonly one: string; readonly many: string }
}

/** Code at head cannot refer to what it does not declare: then that of base counts. */
function dependentsOf(declared: string, document: TerraformDocument): Found {
  if (document.references.has(declared))
    return { found: dependents(document, declared), verb: { one: 'depends', many: 'depend' } }
  const { before } = document
  const verb = { one: 'depended', many: 'depended' }
  return { found: before ? dependents(before, declared) : [], verb }
}

/** What goes with one key of a module, or of the blocks beside: of each the instance of that key. */
function goingAlong(address: string, document: TerraformDocument): ReadonlySet<string> {
  const losses = lostOf(document)
  const own = losses.find((each) => each.address === address)
  if (own?.key === undefined) return new Set()
  const beside = losses.filter(({ module, key }) => module === own.module && key === own.key)
  return new Set(beside.map(({ declared }) => declared))
}

const lost = new WeakMap<TerraformDocument, readonly Resource[]>()

function lostOf(document: TerraformDocument): readonly Resource[] {
  const known = lost.get(document) ?? differences(document).gone
  lost.set(document, known)
  return known
}

const gone = new WeakMap<TerraformDocument, ReadonlySet<string>>()

/** Addresses without keys of which nothing is left. */
function goneFrom(document: TerraformDocument): ReadonlySet<string> {
  const known = gone.get(document)
  if (known) return known
  const planned = document.plans.flatMap(({ resources }) =>
    resources.filter(({ action }) => action === 'delete').map(({ address }) => declaredAddress(address)),
  )
  const coded = lostOf(document).map(({ declared }) => declared)
  const found = new Set([...planned, ...coded].filter((declared) => !document.references.has(declared)))
  gone.set(document, found)
  return found
}
