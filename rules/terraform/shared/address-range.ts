import { type Network, parseNetwork } from '../../../src/core/terraform/networks.ts'

/** The addresses from one to another; those of a network are a range too. */
export type AddressRange = Pick<Network, 'version' | 'first' | 'last'>

/** Undefined where one of them is no address, and where the range runs backwards. */
export function rangeBetween(start: string, end: string): AddressRange | undefined {
  const [from, to] = [parseNetwork(start), parseNetwork(end)]
  if (!from || from.version !== to?.version || to.last < from.first) return undefined
  return { version: from.version, first: from.first, last: to.last }
}

/** How many public addresses a range may hold before it is no list of places any more: a /16, and for IPv6 a /32, which is one provider. */
const most = { 4: 1n << 16n, 6: 1n << 96n }

/** Whether a range lets in a good part of the internet. Private addresses reach nobody from there. */
export function isWide({ version, first, last }: AddressRange): boolean {
  const isPrivate = privateNetworks.some(
    (network) => network.version === version && network.first <= first && last <= network.last,
  )
  return last - first + 1n > most[version] && !isPrivate
}

const privateNetworks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
].flatMap((text) => parseNetwork(text) ?? [])
