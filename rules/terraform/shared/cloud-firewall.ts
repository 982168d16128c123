import type { Block } from '../../../src/core/terraform/configuration.ts'
import { isOpen } from '../../../src/core/terraform/networks.ts'
import { read } from '../../../src/core/terraform/read.ts'
import {
  firstUnknown,
  isUnknown,
  itemsOf,
  type Unknown,
  type Value,
} from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'
import type { Told } from './family.ts'
import { isRangeOfOther } from './network-rules.ts'
import { dangerousFact, type Ports } from './reached-ports.ts'

/** A rule of a firewall of Azure's or Google's that lets traffic in. */
export interface Opening {
  /** Which demand of the rule's it is about, and part of the finding's identity: `security_rule`. */
  readonly what: string
  readonly place: Place
  readonly via: readonly Place[]
  readonly sources: readonly Value[]
  readonly protocol: Value
  /** `22`, `8000-9000`, `*`; an empty list is every port. */
  readonly ports: readonly Value[]
  /** Set where it is not known whether it lets in at all. */
  readonly maybe?: Unknown
}

/** The opening, where it lets the internet reach what nobody opens to it with intent. */
export function tooOpen({ what, place, via, sources, protocol, ports, maybe }: Opening): Told[] {
  const open = sources.find(isInternet)
  const hidden = sources.map(firstUnknown).find((each) => each && !isRangeOfOther(each))
  if (open === undefined && !hidden) return []
  const named = isUnknown(protocol) ? 'tcp' : protocolOf(protocol)
  const ranges = ports.length === 0 ? ['*'] : ports
  const fact = ranges.map((range) => portsOf(range, named)).flatMap(factOf)[0]
  const way = isUnknown(protocol) ? protocol : undefined
  // Ports that are not known may be any; where one that is known is bad, the others do not matter.
  const because =
    fact === undefined ? ports.find(isUnknown) : (maybe ?? way ?? (open === undefined ? hidden : undefined))
  if (because) return [{ kind: 'unclear', what, place, because }]
  if (fact === undefined) return []
  return [{ kind: 'bad', what, place, via, fact: `${open} ${fact}`, value: `${open} ${fact}` }]
}

/** What several attributes say together: a text or a list of such. */
export function saidIn(block: Block, ...names: readonly string[]): readonly Value[] {
  return names.flatMap((name) => {
    const { value } = read(block, name)
    if (value === undefined || value === null) return []
    return isUnknown(value) ? [...(value.items ?? []), value] : itemsOf(value)
  })
}

const everywhere = /^(?:\*|internet|any)$/i

function isInternet(source: Value): boolean {
  return typeof source === 'string' && (everywhere.test(source) || isOpen(source) === true)
}

const factOf = (ports: Ports | undefined) => (ports ? (dangerousFact(ports) ?? []) : [])

function portsOf(range: Value, protocol: string): Ports | undefined {
  const text = typeof range === 'number' ? String(range) : range
  if (typeof text !== 'string') return undefined
  if (text === '*') return { from: 0, to: 65_535, protocol }
  const [from = '', to = from] = text.split('-')
  return /^\d{1,5}$/.test(from) && /^\d{1,5}$/.test(to)
    ? { from: Number(from), to: Number(to), protocol }
    : undefined
}

function protocolOf(value: Value): string {
  const text = String(value).toLowerCase()
  if (text === '*' || text === 'any') return 'all'
  return text === '6' ? 'tcp' : text === '17' ? 'udp' : text
}
