/** A range of addresses as CIDR text names it. IPv6 addresses and IPv4 addresses never cover one another. */
export interface Network {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
  readonly prefix: number
}

/** Reads `10.0.0.0/8`, `2001:db8::/32`, and single addresses; undefined of anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...more] = text.trim().split('/')
  if (more.length > 0 || address.length > 45) return undefined
  const version = address.includes(':') ? 6 : 4
  const start = version === 6 ? parseV6(address) : parseV4(address)
  const bits = version === 6 ? 128 : 32
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1
  if (start === undefined || prefix < 0 || prefix > bits) return undefined
  const size = 1n << BigInt(bits - prefix)
  const first = start - (start % size)
  return { version, first, last: first + size - 1n, prefix }
}

/**
 * Whether a range is so wide that it stands for the whole internet: everything, and any block wider than the widest private one, as two
 * halves of the internet are no less than the whole. Undefined of a text that is no range.
 */
export function isOpen(cidr: string): boolean | undefined {
  const network = parseNetwork(cidr)
  return network && network.prefix < (network.version === 4 ? 8 : 7)
}

/** Whether every address of the other range is in this one. */
export function covers(one: Network, other: Network): boolean {
  return one.version === other.version && one.first <= other.first && other.last <= one.last
}

/** Those of the ranges that hold an address which none of the earlier ones held. A text that is no range counts by its letters. */
export function wider(before: readonly string[], after: readonly string[]): string[] {
  const known = before.flatMap((text) => parseNetwork(text) ?? [])
  return after.filter((text) => {
    const network = parseNetwork(text)
    return network ? !isCovered(network, known) : !before.includes(text)
  })
}

function isCovered({ version, first, last }: Network, known: readonly Network[]): boolean {
  const same = known.filter((each) => each.version === version)
  let next = first
  for (const each of same.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    if (each.first <= next && each.last >= next) next = each.last + 1n
    if (next > last) return true
  }
  return false
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.')
  const isValid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
  return isValid ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right] = halves.map(groupsOf)
  const missing = 8 - left.length - (right?.length ?? 0)
  if (right === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...(right ?? [])]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

/** Sixteen bits each; an IPv4 tail (`::ffff:10.0.0.1`) is two of them. */
function groupsOf(half: string): string[] {
  if (half === '') return []
  return half.split(':').flatMap((group) => {
    const tail = group.includes('.') ? parseV4(group) : undefined
    return tail === undefined ? [group] : [(tail >> 16n).toString(16), (tail & 0xffffn).toString(16)]
  })
}
