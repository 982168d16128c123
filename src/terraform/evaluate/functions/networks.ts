import type { Value } from '../../../core/terraform/value.ts'
import { failed } from '../failure.ts'
import { addressText, type Network, networkOf, networkText } from '../network.ts'
import { define, type Pure } from './define.ts'

export const networks: Readonly<Record<string, Pure>> = {
  cidrcontains: define(['text', 'text'], (outer, inner) =>
    on(outer, (network) =>
      on(inner.includes('/') ? inner : `${inner}/${network.bits}`, (other) => contains(network, other)),
    ),
  ),
  cidrhost: define(['text', 'whole'], (text, number) => on(text, (network) => host(network, number))),
  cidrnetmask: define(['text'], (text) =>
    on(text, (network) =>
      network.bits === 32
        ? addressText({ ...network, address: maskOf(network) })
        : failed('only IPv4 has netmasks'),
    ),
  ),
  cidrsubnet: define(['text', 'whole', 'whole'], (text, newBits, number) =>
    on(text, (network) => subnet(network, newBits, number)),
  ),
  cidrsubnets: define(
    ['text'],
    (text, ...newBits) => on(text, (network) => subnets(network, newBits)),
    'whole',
  ),
}

function on(text: string, then: (network: Network) => Value): Value {
  const network = networkOf(text)
  return network ? then(network) : failed('it is no network in CIDR notation')
}

function sizeOf({ bits, prefix }: Network): bigint {
  return 1n << BigInt(bits - prefix)
}

function maskOf({ bits, prefix }: Network): bigint {
  return ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix)
}

function contains(outer: Network, inner: Network): Value {
  if (outer.bits !== inner.bits) return failed('the two are of different IP versions')
  return outer.prefix <= inner.prefix && (inner.address & maskOf(outer)) === outer.address
}

/** Negative numbers count from the end. */
function host(network: Network, number: number): Value {
  const size = sizeOf(network)
  const at = number < 0 ? size + BigInt(number) : BigInt(number)
  if (at < 0n || at >= size) return failed('the network has no such host')
  return addressText({ ...network, address: network.address + at })
}

function subnet(network: Network, newBits: number, number: number): Value {
  const prefix = network.prefix + newBits
  if (newBits < 0 || prefix > network.bits) return failed('the network is too small to be divided so')
  if (number < 0 || BigInt(number) >= 1n << BigInt(newBits)) return failed('the network has no such part')
  return networkText({
    ...network,
    prefix,
    address: network.address + BigInt(number) * sizeOf({ ...network, prefix }),
  })
}

/** One after another, each at the next place where it fits. */
function subnets(network: Network, newBits: readonly number[]): Value {
  const made: Value[] = []
  let next = network.address
  for (const each of newBits) {
    const prefix = network.prefix + each
    if (each < 1 || prefix > network.bits) return failed('the network is too small to be divided so')
    const size = sizeOf({ ...network, prefix })
    const address = ((next + size - 1n) / size) * size
    if (address + size > network.address + sizeOf(network))
      return failed('the network is too small to be divided so')
    made.push(networkText({ ...network, prefix, address }))
    next = address + size
  }
  return made
}
