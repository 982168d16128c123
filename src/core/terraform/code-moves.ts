import { valuesOf } from './body-values.ts'
import type { Resource } from './configuration.ts'
import { type Alike, pairsAlike, type Seen } from './likeness.ts'
import { isUnknown, type Unknown, type Value } from './value.ts'

/** Which of what goes looks like something that comes: another key of the same block first, then another block. */
export function codeMoves(gone: readonly Resource[], made: readonly Resource[]): readonly Alike<Resource>[] {
  const blocks = Map.groupBy(made, ({ declared }) => declared)
  const rekeyed = [...Map.groupBy(gone, ({ declared }) => declared)].flatMap(([declared, old]) =>
    pairsAlike(old.map(seen), (blocks.get(declared) ?? []).map(seen)),
  )
  const paired = new Set(rekeyed.flatMap(({ old, fresh }) => [old, fresh]))
  const isFree = (resource: Resource) => !paired.has(resource)
  return [...rekeyed, ...pairsAlike(gone.filter(isFree).map(seen), made.filter(isFree).map(seen))]
}

/** Arguments that say nothing of the object itself. */
const meta: ReadonlySet<string> = new Set(['count', 'for_each', 'depends_on', 'lifecycle', 'provider'])

function seen(of: Resource): Seen<Resource> {
  const values = [...valuesOf(of)].filter(([name]) => !meta.has(name))
  return {
    of,
    type: of.resourceType,
    values: new Map(values.map(([name, value]) => [name, formOf(value)])),
  }
}

/** What is not known, by where it comes from: of one variable both sides are taken to have the same value. */
function formOf(value: Value): Value {
  if (!isUnknown(value)) return value
  const pieces = value.parts ?? [value]
  return pieces.map((piece) => (isUnknown(piece) ? originOf(piece) : piece)).join('')
}

function originOf({ reference, because }: Unknown): string {
  const text = reference ? `${reference.address}.${reference.attribute}` : because.at(-1)?.text
  return `\uE000${text ?? ''}`
}
