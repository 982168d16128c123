/** An IP network as one number and the length of its prefix; host bits are zero. */
export interface Network {
  readonly address: bigint
  readonly prefix: number
  /** 32 or 128. */
  readonly bits: number
}

/** Reads CIDR notation, IPv4 and IPv6. IPv4 in IPv6 is IPv4, as Terraform has it. */
export function networkOf(text: string): Network | undefined {
  const [, written = '', length = ''] = /^([0-9a-fA-F:.]{2,45})\/(\d{1,3})$/.exec(text) ?? []
  const version = written.includes(':') ? 6 : 4
  const address = version === 6 ? addressOf6(written) : addressOf4(written)
  const bits = version === 6 ? 128 : 32
  const prefix = Number(length)
  if (address === undefined || length === '' || prefix > bits) return undefined
  if (version === 6 && prefix >= 96 && address >> 32n === 0xffffn) {
    return cleared({ address: address & 0xffffffffn, prefix: prefix - 96, bits: 32 })
  }
  return cleared({ address, prefix, bits })
}

export function networkText(network: Network): string {
  return `${addressText(network)}/${network.prefix}`
}

export function addressText({ address, bits }: Network): string {
  return bits === 32 ? text4(address) : text6(address)
}

function cleared(network: Network): Network {
  const free = BigInt(network.bits - network.prefix)
  return { ...network, address: (network.address >> free) << free }
}

function addressOf4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
    return undefined
  return parts.reduce((address, part) => (address << 8n) | BigInt(Number(part)), 0n)
}

function addressOf6(text: string): bigint | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const last = tail ? addressOf4(tail[2] ?? '') : undefined
  if (tail && last === undefined) return undefined
  const groups =
    tail && last !== undefined
      ? `${tail[1]}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`
      : text
  const [head = '', rest, more] = groups.split('::')
  if (more !== undefined) return undefined
  const before = head === '' ? [] : head.split(':')
  const after = rest === undefined || rest === '' ? [] : rest.split(':')
  const missing = 8 - before.length - after.length
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array<string>(missing).fill('0'), ...after]
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return all.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n)
}

function text4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.')
}

/** RFC 5952: the first longest run of two zeros or more is left out. */
function text6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  )
  const runs = groups.map((_, i) => groups.slice(i).findIndex((group) => group !== '0'))
  const lengths = runs.map((run, i) => (run < 0 ? 8 - i : run))
  const longest = Math.max(...lengths)
  if (longest < 2) return groups.join(':')
  const at = lengths.indexOf(longest)
  return `${groups.slice(0, at).join(':')}::${groups.slice(at + longest).join(':')}`
}
