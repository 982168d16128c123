import { type Reading, read } from '../../../src/core/terraform/read.ts'
import { isList, isMasked, isUnknown, type Value } from '../../../src/core/terraform/value.ts'
import { bad } from './demand.ts'
import type { Judge, Told } from './family.ts'

/** None of what an attribute lists, or its one value, may be such: `0.0.0.0/0` among networks, `PUBLIC` among roles. */
export function noneOf(path: string, isSuch: (text: string) => boolean): Judge {
  return (resource) => {
    const reading = read(resource, path)
    const { place, value } = reading
    const values = isList(value) ? value : [value ?? null]
    const found = values.find((each) => typeof each === 'string' && isSuch(each))
    if (found !== undefined) return [{ ...bad(reading, path), ...factOf(path, reading, found) }]
    const open = values.find(isUnknown)
    return isUnknown(open) ? [{ kind: 'unclear', what: path, place, because: open }] : []
  }
}

function factOf(
  path: string,
  { value }: Reading,
  found: Value,
): { readonly fact: string; readonly value: Value } {
  return { fact: `${path} ${isList(value) ? 'holds' : 'is'} ${JSON.stringify(found)}`, value: found }
}

/** A literal text must not stand here at all; the fact says nothing of it. */
export function noLiteral(path: string, isSuch: (text: string) => boolean = (text) => text !== ''): Judge {
  return (resource): Told[] => {
    const { place, value, attribute } = read(resource, path)
    if (isUnknown(value) && !value.parts) return [{ kind: 'unclear', what: path, place, because: value }]
    const isLiteral = (typeof value === 'string' && isSuch(value)) || isMasked(value)
    if (!isLiteral) return []
    return [
      {
        kind: 'bad',
        what: path,
        place,
        fact: `${path} is written out`,
        ...(attribute && { via: attribute.via }),
      },
    ]
  }
}
