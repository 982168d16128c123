import type { Block, Body } from '../../core/terraform/configuration.ts'
import type { PlanMismatch, PlannedDeclaration } from '../../core/terraform/plan.ts'
import { isSecretName } from '../../core/terraform/secret-names.ts'
import {
  isList,
  isMap,
  isUnknown,
  type Path,
  type Value,
  valueAt,
  valueText,
} from '../../core/terraform/value.ts'
import { type Place, shortened } from '../../core/text.ts'
import { plainlyDiffer } from './differ.ts'
import { secretShape } from './secret-forms.ts'

/** Literals that the plan's configuration writes otherwise than the code does. */
export function differingLiterals({ declared, constants }: PlannedDeclaration, block: Block): PlanMismatch[] {
  const counts = blockCounts(constants.keys())
  return [...constants].flatMap(([path, planned]): PlanMismatch[] => {
    const coded = codedAt(block, keysOf(path), counts)
    if (!coded || planned === null || coded.value === null || !plainlyDiffer(planned, coded.value)) return []
    return [
      {
        text: `${declared} has another ${path} in the code than in the plan${quoted(path, coded.value, planned)}.`,
        place: coded.place,
      },
    ]
  })
}

/** Keys of a path as the declaration writes it; what stands in it are names of attributes and blocks, and positions. */
function keysOf(path: string): Path {
  return [...path.matchAll(/\[(\d{1,9})\]|([^.[\]]+)/g)].map(([, index, name = '']) =>
    index === undefined ? name : Number(index),
  )
}

/** How many blocks of a type the literals show, by the type's name. */
function blockCounts(paths: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [type, index] of [...paths].map(keysOf)) {
    if (typeof index === 'number')
      counts.set(String(type), Math.max(counts.get(String(type)) ?? 0, index + 1))
  }
  return counts
}

/** Where blocks may have come or gone, those of the plan and of the code cannot be told to be the same. */
function codedAt(
  block: Block,
  path: Path,
  counts: ReadonlyMap<string, number>,
): { readonly value: Value; readonly place: Place } | undefined {
  let body: Body = block
  for (let i = 0; i < path.length; i++) {
    const name = String(path[i])
    const attribute = body.attributes.get(name)
    if (attribute) {
      const value = valueAt(attribute.value, path.slice(i + 1))
      return value === undefined || isUnknown(value) ? undefined : { value, place: attribute.place }
    }
    const same = body.blocks.filter(({ type }) => type === name)
    const index = path[i + 1]
    const isSure =
      !body.open.has(name) && (i > 0 ? same.length === 1 : same.length === (counts.get(name) ?? 1))
    const next: Block | undefined = isSure ? same[typeof index === 'number' ? index : 0] : undefined
    if (!next) return undefined
    body = next
    if (typeof index === 'number') i++
  }
  return undefined
}

/** Both values, where neither can be a secret. */
export function quoted(path: string, coded: Value, planned: Value): string {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const texts = [coded, planned].map(valueText)
  if (
    isSecretName(name) ||
    [coded, planned].some(namesSecret) ||
    texts.some((text) => secretShape(text) !== undefined)
  )
    return ''
  const [here = '', there = ''] = texts.map((text) => shortened(text, 120))
  return `: ${here} here, ${there} there`
}

function namesSecret(value: Value): boolean {
  if (isList(value)) return value.some(namesSecret)
  return isMap(value) && [...value].some(([key, item]) => isSecretName(key) || namesSecret(item))
}
