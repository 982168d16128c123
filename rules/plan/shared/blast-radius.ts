import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Evidence } from '../../../src/core/finding.ts'
import { declaredAddress } from '../../../src/core/terraform/address.ts'
import { type Dependent, dependents } from '../../../src/core/terraform/dependents.ts'
import { readEvidence } from '../../../src/core/terraform/readers.ts'
import { isDestroyed, type Planned, plannedIn } from './planned.ts'

/** Most dependents that evidence names. */
const mostNamed = 10

/** What a resource that goes, or is made anew, leaves behind: what refers to it and stays, what holds data first, and who reads its outputs. */
export function blastRadius({ resource, document }: Planned): readonly Evidence[] {
  const { found, tense } = dependentsOf(declaredAddress(resource.address), document)
  const gone = destroyedIn(document)
  const staying = found.filter(({ name }) => !gone.has(name))
  const own = staying.filter(({ kind }) => kind !== 'output')
  const outputs = new Set(staying.filter(({ kind }) => kind === 'output').map(({ name }) => name))
  const named = own.slice(0, mostNamed).map(
    ({ name, place }): Evidence => ({
      strength: 'proved',
      kind: 'dependency',
      text: `${name} ${tense} on it`,
      place,
    }),
  )
  const more = own.length - named.length
  return [
    ...named,
    ...(more > 0
      ? [
          {
            strength: 'proved',
            kind: 'dependency',
            text: `and ${more} more that ${tense === 'depends' ? 'depend' : tense} on it`,
          } as const,
        ]
      : []),
    ...readEvidence(document.readers.filter(({ of }) => outputs.has(of))),
  ]
}

interface Found {
  readonly found: readonly Dependent[]
  /** Code at head cannot refer to what it does not declare: then that of base counts. */
  readonly tense: 'depends' | 'depended'
}

function dependentsOf(declared: string, document: TerraformDocument): Found {
  if (document.references.has(declared)) return { found: dependents(document, declared), tense: 'depends' }
  const { before } = document
  return { found: before ? dependents(before, declared) : [], tense: 'depended' }
}

/** Addresses without keys of which nothing is left. */
function destroyedIn(document: TerraformDocument): ReadonlySet<string> {
  const addresses = plannedIn(document)
    .filter(({ resource }) => isDestroyed(resource))
    .map(({ resource }) => declaredAddress(resource.address))
  return new Set(addresses.filter((declared) => !document.references.has(declared)))
}
