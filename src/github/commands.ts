import { didYouMean } from '../core/near-names.ts'
import { parseArguments } from './command-arguments.ts'

/** What a person asks for in the first line of a comment. `number` is the finding's, as the report shows it. */
export type Command =
  | { readonly name: 'recheck' | 'review' | 'pause' | 'resume' | 'help' }
  | { readonly name: 'explain' | 'unwaive'; readonly number: number }
  | { readonly name: 'dismiss'; readonly number: number; readonly reason: string }
  | {
      readonly name: 'waive'
      readonly number: number
      /** ISO date, its last day. */
      readonly until: string
      readonly reason: string
      readonly scope: 'pull' | 'repository'
    }

export interface Problem {
  /** What is wrong and how it is written, for the person who wrote it. */
  readonly problem: string
}

export interface CommandEntry {
  readonly name: Command['name']
  readonly usage: string
  readonly does: string
}

export const commandTable: readonly CommandEntry[] = [
  { name: 'recheck', usage: '/sluice recheck', does: 'Evaluates this pull request again.' },
  { name: 'explain', usage: '/sluice explain <n>', does: 'Tells all there is to say of finding n.' },
  {
    name: 'waive',
    usage: '/sluice waive <n> until=YYYY-MM-DD reason="..." [scope=repository]',
    does: 'Lets finding n pass until that day, on this pull request or in the whole repository.',
  },
  { name: 'unwaive', usage: '/sluice unwaive <n>', does: 'Ends the waiver of finding n.' },
  {
    name: 'dismiss',
    usage: '/sluice dismiss <n> <reason>',
    does: 'Puts finding n away as not worth a look: one of a rule that does not block, or any of the model.',
  },
  {
    name: 'review',
    usage: '/sluice review',
    does: 'Asks the model about this head, again where it was asked before; the budget counts.',
  },
  { name: 'pause', usage: '/sluice pause', does: 'Stops comments here; the check goes on.' },
  { name: 'resume', usage: '/sluice resume', does: 'Starts comments again.' },
  { name: 'help', usage: '/sluice help', does: 'Shows this list.' },
]

const longestLine = 2000
const longestReason = 500

/** Reads a first line; undefined when it is no command at all. */
export function parseCommand(firstLine: string): Command | Problem | undefined {
  const match = /^\/sluice(?:\s+(.*))?$/s.exec(firstLine.trimEnd())
  if (!match) return undefined
  if (firstLine.length > longestLine) return { problem: `A command has ${longestLine} characters at most.` }
  const [, word = '', given = ''] = /^(\S*)\s*(.*)$/s.exec(match[1] ?? '') ?? []
  const entry = commandTable.find(({ name }) => name === word.toLowerCase())
  return entry ? read(entry, given.trim()) : unknown(word)
}

function unknown(word: string): Problem {
  const names = commandTable.map(({ name }) => name)
  if (word === '') return { problem: `A command is missing. There are ${names.join(', ')}.` }
  const near = didYouMean(word.slice(0, 50), names) || `There are ${names.join(', ')}.`
  return { problem: `There is no command "${shown(word)}". ${near}` }
}

function read({ name, usage }: CommandEntry, given: string): Command | Problem {
  switch (name) {
    case 'explain':
    case 'unwaive':
      return withNumber(given, usage, (number, rest) =>
        rest === '' ? { name, number } : { problem: `"${shown(rest)}" is too much: \`${usage}\`.` },
      )
    case 'dismiss':
      return withNumber(given, usage, (number, rest) => dismissal(number, rest, usage))
    case 'waive':
      return withNumber(given, usage, (number, rest) => waiver(number, rest, usage))
    default:
      return given === '' ? { name } : { problem: `"${shown(given)}" is too much: \`${usage}\`.` }
  }
}

function withNumber(
  given: string,
  usage: string,
  make: (number: number, rest: string) => Command | Problem,
): Command | Problem {
  const [, digits, rest = ''] = /^#?(\d{1,6})(?:\s+(.*))?$/s.exec(given) ?? []
  if (digits === undefined || Number(digits) === 0)
    return { problem: `The number of a finding is missing: \`${usage}\`.` }
  return make(Number(digits), rest.trim())
}

function dismissal(number: number, rest: string, usage: string): Command | Problem {
  const reason = rest
    .replace(/^reason=/, '')
    .replace(/^"(.*)"$/s, '$1')
    .trim()
  if (reason === '') return { problem: `A reason is missing: \`${usage}\`.` }
  return reasonProblem(reason) ?? { name: 'dismiss', number, reason }
}

const waiverKeys = ['until', 'reason', 'scope'] as const

function waiver(number: number, rest: string, usage: string): Command | Problem {
  const given = parseArguments(rest, waiverKeys)
  if ('problem' in given) return { problem: `${given.problem} It is written \`${usage}\`.` }
  const { until = '', reason = '', scope = 'pull' } = given.values
  if (!isDate(until))
    return {
      problem: `${until === '' ? 'The last day is missing' : `"${shown(until)}" is no day`}: \`until=YYYY-MM-DD\`.`,
    }
  if (reason === '') return { problem: 'A reason is missing: `reason="..."`.' }
  if (scope !== 'pull' && scope !== 'repository')
    return { problem: `The scope "${shown(scope)}" is none: leave it out, or write \`scope=repository\`.` }
  return reasonProblem(reason) ?? { name: 'waive', number, until, reason, scope }
}

function reasonProblem(reason: string): Problem | undefined {
  if (reason.length <= longestReason) return undefined
  return { problem: `A reason has ${longestReason} characters at most; this one has ${reason.length}.` }
}

/** A day of the calendar: not 2026-02-30. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** What a stranger wrote, short and without what would end a code span. */
const shown = (text: string) =>
  text
    .slice(0, 60)
    .replace(/[\p{Cc}\p{Bidi_Control}`"]/gu, ' ')
    .trim()
