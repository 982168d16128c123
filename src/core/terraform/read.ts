import type { Place } from '../text.ts'
import type { Attribute, Block, Body } from './configuration.ts'
import { isList, isMap, type Path, type Unknown, type Value, valueAt } from './value.ts'

/** What code says at one path: nothing (`value` is undefined), a value, or that it cannot be known. */
export interface Reading {
  /** Undefined where it is not set. */
  readonly value: Value | undefined
  /** The attribute; where there is none, the innermost block around it that is there. */
  readonly place: Place
  readonly attribute?: Attribute
}

/**
 * Reads `versioning.enabled`, `settings.ip_configuration.ipv4_enabled`: nested blocks by type, each the first of its kind, then an
 * attribute, then keys of its value. Where a dynamic block over an unknown value may supply what is missing, the answer is that unknown.
 */
export function read(block: Block, path: string): Reading {
  return readIn(block, path.split('.'), block.header)
}

/** Every nested block at a path of block types: `read` for those that may stand more than once. */
export function blocksAt(
  block: Block,
  path: string,
): { readonly blocks: readonly Block[]; readonly open?: Unknown } {
  let bodies: readonly Block[] = [block]
  let open: Unknown | undefined
  for (const type of path.split('.')) {
    open ??= bodies.map((each) => each.open.get(type)).find((found) => found !== undefined)
    bodies = bodies.flatMap(({ blocks }) => blocks.filter((nested) => nested.type === type))
  }
  return { blocks: bodies, ...(open && { open }) }
}

function readIn(body: Body, [first = '', ...rest]: readonly string[], place: Place): Reading {
  const attribute = body.attributes.get(first)
  if (attribute) {
    return {
      value: valueAt(attribute.value, flattened(attribute.value, rest)),
      place: attribute.place,
      attribute,
    }
  }
  const block = body.blocks.find(({ type }) => type === first)
  if (block && rest.length > 0) return readIn(block, rest, block.header)
  return { value: body.open.get(first), place: block?.header ?? place }
}

/** Blocks written as an attribute (`ingress = [{ ... }]`) are lists: a name means that of the first element. */
function flattened(value: Value, names: readonly string[]): Path {
  const path: (string | number)[] = []
  let at: Value | undefined = value
  for (const name of names) {
    if (isList(at)) {
      path.push(0)
      at = at[0]
    }
    path.push(name)
    at = isMap(at) ? at.get(name) : undefined
  }
  return path
}

/**
 * The line of code for a path of a plan (`rule[0].expiration[0].days`): the attribute, or what is written inside it, else the innermost
 * block that is there, else the header of the block.
 */
export function placeAt(block: Block, path: Path): Place {
  let body = block
  for (let i = 0; i < path.length; i++) {
    const name = String(path[i])
    const attribute = body.attributes.get(name)
    if (attribute) return partPlace(attribute, path.slice(i + 1))
    const same = body.blocks.filter(({ type }) => type === name)
    const index = path[i + 1]
    const next: Block | undefined = typeof index === 'number' ? (same[index] ?? same.at(-1)) : same[0]
    if (!next) return body.header
    body = next
    if (typeof index === 'number') i++
  }
  return body.header
}

/** The longest written part on the way. */
function partPlace({ parts, place }: Attribute, path: Path): Place {
  const fits = parts.filter((part) => part.path.every((key, i) => key === path[i]))
  return fits.reduce((best, part) => (part.path.length > best.path.length ? part : best), {
    path: [] as Path,
    place,
  }).place
}
