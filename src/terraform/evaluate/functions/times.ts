import type { Value } from '../../../core/terraform/value.ts'
import { failed } from '../failure.ts'
import { define, type Pure } from './define.ts'

export const times: Readonly<Record<string, Pure>> = {
  formatdate: define(['text', 'text'], (format, text) =>
    onMoment(text, (moment) => formatted(format, moment)),
  ),
  timeadd: define(['text', 'text'], (text, duration) =>
    onMoment(text, (moment) => {
      const milliseconds = durationOf(duration)
      if (milliseconds === undefined) return failed('it is no duration')
      return stamp({ ...moment, at: moment.at + milliseconds })
    }),
  ),
  timecmp: define(['text', 'text'], (one, other) =>
    onMoment(one, (a) => onMoment(other, (b) => Math.sign(a.at - b.at))),
  ),
}

interface Moment {
  /** Milliseconds of the epoch. */
  readonly at: number
  /** Minutes east of Greenwich. */
  readonly offset: number
}

const timestamp = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/

function onMoment(text: string, then: (moment: Moment) => Value): Value {
  const [, year, month, day, hour, minute, second, fraction = '0', sign, east = '0', more = '0'] =
    timestamp.exec(text) ?? []
  const offset = (Number(east) * 60 + Number(more)) * (sign === '-' ? -1 : 1)
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  const at = local + Number(`0.${fraction}`) * 1000 - offset * 60_000
  return isoOf({ at, offset }).startsWith(text.slice(0, 19))
    ? then({ at, offset })
    : failed('it is no RFC 3339 timestamp')
}

/** In its own offset; empty where there is no such time. */
function isoOf({ at, offset }: Moment): string {
  const date = new Date(at + offset * 60_000)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

function stamp(moment: Moment): Value {
  const text = isoOf(moment)
  return /^\d{4}-/.test(text)
    ? `${text.slice(0, 19)}${zone(moment.offset, 'Z')}`
    : failed('the time is out of range')
}

const units = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

function durationOf(text: string): number | undefined {
  const [, sign, parts = ''] =
    /^([-+]?)((?:\d{1,12}(?:\.\d{1,12})?(?:ns|us|µs|ms|s|m|h)){1,10})$/.exec(text) ?? []
  if (parts === '') return undefined
  const all = [...parts.matchAll(/([\d.]+)([a-zµ]+)/g)]
  const total = all.reduce((sum, [, number, unit = '']) => sum + Number(number) * (units.get(unit) ?? 0), 0)
  return sign === '-' ? -total : total
}

function zone(offset: number, none: string, colon = ':'): string {
  if (offset === 0 && none !== '') return none
  const minutes = Math.abs(offset)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

function formatted(format: string, moment: Moment): Value {
  const pieces: string[] = []
  for (const [token] of format.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g)) {
    const made = /^[A-Za-z]/.test(token)
      ? verbs.get(token)?.(new Date(moment.at + moment.offset * 60_000), moment)
      : token
    if (made === undefined || token === "'") return failed('the format of the date is not valid')
    pieces.push(token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : made)
  }
  return pieces.join('')
}

type Verb = (date: Date, moment: Moment) => string

function padded(number: number): string {
  return String(number).padStart(2, '0')
}

function twelve(date: Date): number {
  return date.getUTCHours() % 12 || 12
}

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['YYYY', (date) => String(date.getUTCFullYear()).padStart(4, '0')],
  ['YY', (date) => padded(date.getUTCFullYear() % 100)],
  ['MMMM', (date) => months[date.getUTCMonth()] ?? ''],
  ['MMM', (date) => (months[date.getUTCMonth()] ?? '').slice(0, 3)],
  ['MM', (date) => padded(date.getUTCMonth() + 1)],
  ['M', (date) => String(date.getUTCMonth() + 1)],
  ['DD', (date) => padded(date.getUTCDate())],
  ['D', (date) => String(date.getUTCDate())],
  ['EEEE', (date) => days[date.getUTCDay()] ?? ''],
  ['EEE', (date) => (days[date.getUTCDay()] ?? '').slice(0, 3)],
  ['hh', (date) => padded(date.getUTCHours())],
  ['h', (date) => String(date.getUTCHours())],
  ['HH', (date) => padded(twelve(date))],
  ['H', (date) => String(twelve(date))],
  ['AA', (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['aa', (date) => (date.getUTCHours() < 12 ? 'am' : 'pm')],
  ['mm', (date) => padded(date.getUTCMinutes())],
  ['m', (date) => String(date.getUTCMinutes())],
  ['ss', (date) => padded(date.getUTCSeconds())],
  ['s', (date) => String(date.getUTCSeconds())],
  ['ZZZZZ', (_, { offset }) => zone(offset, '')],
  ['ZZZZ', (_, { offset }) => zone(offset, '', '')],
  ['ZZZ', (_, { offset }) => zone(offset, 'UTC', '')],
  ['Z', (_, { offset }) => zone(offset, 'Z')],
])
