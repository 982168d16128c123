import type { Place } from '../text.ts'
import type { Resource } from './configuration.ts'
import { covers, isOpen, parseNetwork, wider } from './networks.ts'
import { isList, isMap, isUnknown, type Path, type Value, valueAt } from './value.ts'

/** A network that may come in by one attribute. */
interface Entry {
  readonly path: Path
  readonly text: string
  /** The ports it opens, where there are any. */
  readonly ports: readonly [from: number, to: number]
}

const everyPort: Entry['ports'] = [0, 65_535]

/** Attributes by which traffic comes in. What goes out is another matter. */
const incoming =
  /(?:cidr|ip_range|ip_rules|allowed_ip|authorized_networks|ip_addresses|ip_list|source_address_prefix|value$|blocked_ip_list)/

export interface Opened {
  readonly path: Path
  readonly text: string
  /** `internet` from anywhere, `public` from outside of private networks. */
  readonly from: 'internet' | 'public'
}

/** The networks that may come in after a change and could not before; private ones are left out. */
export function openedNetworks(before: Value, after: Value): readonly Opened[] {
  const was = entriesIn(before)
  return entriesIn(after).flatMap(({ path, text, ports }) => {
    const same = was.filter(
      (each) => each.path[0] === path[0] && each.ports[0] <= ports[0] && each.ports[1] >= ports[1],
    )
    const known = same.map((each) => each.text)
    if (wider(known, [text]).length === 0 || isPrivate(text)) return []
    return [{ path, text, from: isOpen(text) ? ('internet' as const) : ('public' as const) }]
  })
}

const privateNetworks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  '127.0.0.0/8',
]

function isPrivate(text: string): boolean {
  const network = parseNetwork(text)
  return (
    network !== undefined &&
    privateNetworks.some((each) => covers(parseNetwork(each) ?? network, network) && each !== text)
  )
}

function entriesIn(value: Value): readonly Entry[] {
  const found: Entry[] = []
  const open: { readonly path: Path; readonly at: Value; readonly ports: Entry['ports'] }[] = [
    { path: [], at: value, ports: everyPort },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, at, ports } = next
    const own = portsOf(at) ?? ports
    if (isMap(at)) {
      const type = at.get('type')
      const isOutgoing = type === 'egress' || isUnknown(type)
      for (const [key, inner] of at)
        if (!isOutgoing && key !== 'egress') open.push({ path: [...path, key], at: inner, ports: own })
    } else if (isList(at)) {
      for (const [i, inner] of at.entries()) open.push({ path: [...path, i], at: inner, ports: own })
    } else if (typeof at === 'string' && incoming.test(keyOf(path)) && parseNetwork(at)) {
      found.push({ path, text: at, ports })
    }
  }
  return found.reverse()
}

const keyOf = (path: Path) => String(path.findLast((key) => typeof key === 'string') ?? '')

function portsOf(value: Value): Entry['ports'] | undefined {
  if (!isMap(value)) return undefined
  const [from, to] = [value.get('from_port'), value.get('to_port')]
  if (typeof from !== 'number' || typeof to !== 'number') return undefined
  return value.get('protocol') === '-1' || value.get('ip_protocol') === '-1' ? everyPort : [from, to]
}

/** The innermost line below an attribute or nested block of a resource that holds a text: sets are in another order in a plan. */
export function placeHolding(resource: Resource, name: string, text: string): Place | undefined {
  const attribute = resource.attributes.get(name)
  if (attribute) {
    const holding = attribute.parts.filter(({ path }) => holds(valueAt(attribute.value, path), text))
    const [innermost] = holding.toSorted((one, other) => other.path.length - one.path.length)
    return innermost?.place ?? (holds(attribute.value, text) ? attribute.place : undefined)
  }
  const blocks = resource.blocks.filter(({ type }) => type === name)
  return blocks.flatMap((block) => [...block.attributes.values()]).find(({ value }) => holds(value, text))
    ?.place
}

const holds = (value: Value | undefined, text: string) =>
  value === text || (isList(value) && value.includes(text))
