import type { Seconds } from '../core/reported-rehearsal.ts'

const units = [
  { name: 's', seconds: 1 },
  { name: 'min', seconds: 60 },
  { name: 'h', seconds: 3600 },
  { name: 'days', seconds: 86_400 },
] as const

/** `under 1 s`, `4 to 20 min`, `40 s to 3 min`, `at least 5 min`; empty where nothing is known. Never closer than the range. */
export function durationText({ least, most }: Seconds): string {
  if (most === undefined) return least < 1 ? '' : `at least ${amount(least, Math.floor)}`
  if (most <= 1) return 'under 1 s'
  if (least < 1) return `up to ${amount(most, Math.ceil)}`
  const [from, to] = [amount(least, Math.floor), amount(most, Math.ceil)]
  if (from === to) return `about ${from}`
  const unit = to.slice(to.indexOf(' '))
  return `${from.endsWith(unit) ? from.slice(0, -unit.length) : from} to ${to}`
}

/** In the largest unit of which there is one and a half or more. */
function amount(seconds: number, round: (amount: number) => number): string {
  const unit = units.findLast((one) => seconds >= 1.5 * one.seconds) ?? units[0]
  return `${round(seconds / unit.seconds)} ${unit.name}`
}
