import type { OptionValue, RuleOption } from '../../../src/core/rule.ts'
import { type Reading, read } from '../../../src/core/terraform/read.ts'
import { isMasked, isUnknown, unknown } from '../../../src/core/terraform/value.ts'
import { isWide, rangeBetween } from './address-range.ts'
import { isFalse, isNot, when } from './demand.ts'
import type { Judge, Told } from './family.ts'

/** Judges only what may be reached from public networks at all; Azure lets it where nothing is said. */
export function whereReachable(judge: Judge): Judge {
  return when('public_network_access_enabled', isNot(isFalse), judge, { absent: true })
}

export const firewallOptions: Readonly<Record<string, RuleOption>> = {
  azure: {
    description: 'Whether 0.0.0.0, which stands for everything that runs in Azure, may be let in.',
    default: false,
  },
}

/** A rule of a server's firewall must name a range of a few addresses. */
export const narrowFirewall: Judge = (resource, { options }) => {
  const [start, end] = [read(resource, 'start_ip_address'), read(resource, 'end_ip_address')]
  const open = [start, end].flatMap(openIn)
  if (open.length > 0) return open.slice(0, 1)
  const fact =
    typeof start.value === 'string' && typeof end.value === 'string'
      ? factOf(start.value, end.value, options)
      : undefined
  if (fact === undefined) return []
  const { place, attribute } = start
  return [
    {
      kind: 'bad',
      what: 'start_ip_address',
      place,
      value: `${start.value}-${end.value}`,
      via: attribute?.via ?? [],
      ...fact,
    },
  ]
}

function openIn({ value, place }: Reading): Told[] {
  const because = isUnknown(value) ? value : isMasked(value) ? unknown('an address is sensitive') : undefined
  return because ? [{ kind: 'unclear', what: 'start_ip_address', place, because }] : []
}

function factOf(start: string, end: string, { azure }: Readonly<Record<string, OptionValue>>) {
  if (start === '0.0.0.0' && end === '0.0.0.0') {
    const problem = 'lets in everything that runs in Azure, in the subscriptions of others too'
    return azure === true ? undefined : { problem, fact: 'its range is 0.0.0.0 to 0.0.0.0' }
  }
  const range = rangeBetween(start, end)
  return range && isWide(range) ? { fact: `its range is ${start} to ${end}` } : undefined
}
