/** Addresses of IPv4 or IPv6, first and last, as one whole number each. */
export interface AddressRange {
  readonly bits: 32 | 128
  readonly first: bigint
  readonly last: bigint
}

/** `10.0.0.0/8`, `::/0`, or an address alone; undefined for anything else. */
export function rangeOfCidr(text: string): AddressRange | undefined {
  const [address = '', length, ...more] = text.trim().split('/')
  const one = addressOf(address)
  if (!one || more.length > 0) return undefined
  const { bits, number } = one
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1
  if (prefix < 0 || prefix > bits) return undefined
  const size = 1n << BigInt(bits - prefix)
  const first = number - (number % size)
  return { bits, first, last: first + size - 1n }
}

export function rangeBetween(start: string, end: string): AddressRange | undefined {
  const [from, to] = [addressOf(start.trim()), addressOf(end.trim())]
  if (!from || from.bits !== to?.bits || to.number < from.number) return undefined
  return { bits: from.bits, first: from.number, last: to.number }
}

/** How many public IPv4 addresses a range may hold before it is no list of places; for IPv6 a /32, what a provider of access is given. */
const manyAddresses = 65_536n
const manyNetworks = 1n << 96n

/** Whether a range lets in a good part of the internet. Ranges of private addresses reach nobody from there. */
export function isWide(range: AddressRange): boolean {
  const size = range.last - range.first + 1n
  return size > (range.bits === 32 ? manyAddresses : manyNetworks) && !isPrivate(range)
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap(
  (text) => rangeOfCidr(text) ?? [],
)

function isPrivate({ bits, first, last }: AddressRange): boolean {
  return privateRanges.some((range) => range.bits === bits && range.first <= first && last <= range.last)
}

function addressOf(text: string): { readonly bits: 32 | 128; readonly number: bigint } | undefined {
  return text.includes(':') ? ipv6(text) : ipv4(text)
}

function ipv4(text: string): { readonly bits: 32; readonly number: bigint } | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined
  return { bits: 32, number: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
}

function ipv6(text: string): { readonly bits: 128; readonly number: bigint } | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - before.length - after.length
  const fits = tail === undefined ? missing === 0 : missing > 0
  const groups = [...before, ...Array<string>(fits ? missing : 0).fill('0'), ...after]
  if (!fits || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, number: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) }
}
