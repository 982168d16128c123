import type { Place } from '../text.ts'
import type { Resource } from './configuration.ts'
import { covers, isOpen, parseNetwork, wider } from './networks.ts'
import { isList, isMap, isUnknown, type Path, type Value, type ValueMap, valueAt } from './value.ts'
import { waysInto } from './ways-in.ts'

/** A network that may come in by one attribute. */
interface Entry {
  readonly path: Path
  readonly text: string
  /** The ports it opens, where there are any. */
  readonly ports: readonly [from: number, to: number]
}

const everyPort: Entry['ports'] = [0, 65_535]

export interface Opened {
  readonly path: Path
  readonly text: string
  /** What it is called in a sentence; left out where the text says it. */
  readonly name?: string
  /** `internet` from anywhere, `public` from outside of private networks. */
  readonly from: 'internet' | 'public'
  /** Set where the network came in before, by other ports: those it comes in by now. */
  readonly ports?: Entry['ports']
}

interface Sides {
  readonly type: string
  readonly before: Value
  readonly after: Value
}

/** The networks that may come in after a change and could not before; private ones are left out. */
export function openedNetworks({ type, before, after }: Sides): readonly Opened[] {
  const ways = waysInto(type)
  if (ways.length === 0 || isOffTheInternet(type, after)) return []
  const was = Map.groupBy(entriesIn(before, ways), ({ path }) => String(path[0]))
  return entriesIn(after, ways).flatMap((entry): Opened[] => {
    const known = was.get(String(entry.path[0])) ?? []
    const { path, text, ports } = entry
    if (isPrivate(text) || wasOpen(entry, known)) return []
    const texts = known.map((each) => each.text)
    const isByPort = wider(texts, [text]).length === 0
    const name = type === 'azurerm_cosmosdb_account' && text === anyOfAzure && { name: 'all of Azure' }
    return [{ path, text, ...name, from: isOpen(text) ? 'internet' : 'public', ...(isByPort && { ports }) }]
  })
}

/** What the filter of Cosmos DB calls everything that runs in Azure, whoever owns it. */
const anyOfAzure = '0.0.0.0'

/** Whether the filter lets nobody in, as only private endpoints lead there. */
function isOffTheInternet(type: string, after: Value): boolean {
  return type === 'azurerm_cosmosdb_account' && valueAt(after, ['public_network_access_enabled']) === false
}

/** As the end of a sentence that begins with the resource. */
export function openedText(opened: readonly Opened[]): string {
  const texts = [...new Set(opened.map(({ text, name }) => name ?? text))].slice(0, 5).join(', ')
  const ports = opened.flatMap((each) => (each.ports ? [portsText(each.ports)] : []))
  const isByPort = ports.length > 0 && ports.length === opened.length
  const by = isByPort ? ` on ${[...new Set(ports)].slice(0, 5).join(', ')}` : ''
  return `can be reached from ${texts}${by} now`
}

function portsText([from, to]: Entry['ports']): string {
  if (from === everyPort[0] && to === everyPort[1]) return 'every port'
  return from === to ? `port ${from}` : `ports ${from} to ${to}`
}

/** Beyond that, ports that several entries open together are not added up. */
const mostEntries = 100

/** Whether the network could come in by each of the ports before: ranges of ports may have been merged or divided. */
function wasOpen({ text, ports }: Entry, known: readonly Entry[]): boolean {
  const isKnownBy = (from: number, to: number) => {
    const same = known.filter((each) => each.ports[0] <= from && each.ports[1] >= to)
    return (
      same.length > 0 &&
      wider(
        same.map((each) => each.text),
        [text],
      ).length === 0
    )
  }
  if (isKnownBy(...ports) || known.length > mostEntries) return isKnownBy(...ports)
  const [first, last] = ports
  const starts = known
    .flatMap((each) => [each.ports[0], each.ports[1] + 1])
    .filter((port) => port > first && port <= last)
  const bounds = [...new Set([first, ...starts])].sort((one, other) => one - other)
  return bounds.every((from, i) => isKnownBy(from, (bounds[i + 1] ?? last + 1) - 1))
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

/** What stands at the paths, through lists of blocks; nothing of what sends out or refuses. */
function entriesIn(value: Value, ways: readonly (readonly string[])[]): readonly Entry[] {
  return ways.flatMap((way) => {
    const found: Entry[] = []
    const open: {
      readonly path: Path
      readonly at: Value
      readonly ports: Entry['ports']
      readonly left: readonly string[]
    }[] = [{ path: [], at: value, ports: everyPort, left: way }]
    for (let next = open.pop(); next; next = open.pop()) {
      const { path, at, ports, left } = next
      const [name, ...more] = left
      if (isList(at)) {
        for (const [i, inner] of at.entries()) open.push({ path: [...path, i], at: inner, ports, left })
      } else if (isMap(at)) {
        const inner = name === undefined ? undefined : at.get(name)
        if (name === undefined || inner === undefined || isClosed(at)) continue
        open.push({ path: [...path, name], at: inner, ports: portsOf(at) ?? ports, left: more })
      } else if (typeof at === 'string' && name === undefined) {
        for (const text of at.split(',')) {
          const network = anywhere.test(text) ? '0.0.0.0/0' : text.trim()
          if (parseNetwork(network)) found.push({ path, text: network, ports })
        }
      }
    }
    return found.reverse()
  })
}

/** How Azure writes the internet. */
const anywhere = /^\s*(?:\*|Internet|Any)\s*$/i

/** Whether a rule sends out, refuses or is off, or may. */
function isClosed(rule: ValueMap): boolean {
  const says = (name: string, pattern: RegExp) => {
    const value = rule.get(name)
    return isUnknown(value) || (value !== undefined && value !== null && pattern.test(String(value)))
  }
  const refuses = rule.get('deny')
  return (
    says('type', /^egress$/i) ||
    says('egress', /^true$/) ||
    says('direction', /^(?:egress|outbound)$/i) ||
    says('mode', /^(?:egress|internal_stage)$/i) ||
    says('access', /^deny$/i) ||
    says('action', /^deny/i) ||
    says('rule_action', /^deny$/i) ||
    says('list_type', /^block$/i) ||
    says('enabled', /^false$/) ||
    (isList(refuses) && refuses.length > 0)
  )
}

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
