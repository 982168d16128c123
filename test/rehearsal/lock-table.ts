import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LockMode, lockModes } from '../../src/core/statement.ts'

const nothing: Seen = { locks: {}, rewrites: [], truncates: [], builds: [], scans: [], perhaps: [] }

/**
 * What statements do to the database of lock-table-base.ts, on every version from 11 to 18: lock-table.txt, read. Below each statement stands
 *
 * - `ACCESS EXCLUSIVE orders`: the strongest lock it takes on a relation that was there before. Of indexes and sequences only those from
 *   SHARE UPDATE EXCLUSIVE up, since weaker ones come with every plan and depend on what the session has in its caches;
 * - `rewrites`, `truncates`: tables; `builds`: indexes that are written anew;
 * - `scans`: tables whose every row it reads, beside what a rewrite or a build reads;
 * - `perhaps scans`: where the planner may read a small table whole and would use an index on a large one;
 * - `error`: it fails, with this SQLSTATE;
 * - `before 12`: what is otherwise on older versions; what is not mentioned is the same;
 * - `not before 12`: older versions have no such table;
 * - `alone`: it cannot run in a transaction. Its locks are those it holds or waits for while another transaction has the one it is `against`;
 *   `undone by` puts the database back.
 *
 * Statements before it, which end in a semicolon, come first in the same transaction.
 */
export const rows: readonly Row[] = read(readFileSync(join(import.meta.dirname, 'lock-table.txt'), 'utf8'))

export interface Row {
  readonly group: string
  readonly first: readonly string[]
  readonly sql: string
  /** Newest first: what the newest version shows, then what is otherwise below a version. */
  readonly seen: readonly Said[]
  readonly alone: boolean
  /** `ROW EXCLUSIVE plain`. */
  readonly against?: string
  readonly undo?: string
  /** The first version that has the tables it needs. */
  readonly since: number
}

export interface Seen {
  readonly locks: Readonly<Record<string, LockMode>>
  readonly rewrites: readonly string[]
  readonly truncates: readonly string[]
  readonly builds: readonly string[]
  readonly scans: readonly string[]
  readonly perhaps: readonly string[]
  readonly error?: string
}

type Said = Seen & { readonly below?: number }

/** What a row says of a version. */
export function seenOn(row: Row, version: number): Seen {
  const seen = row.seen.findLast(({ below }) => below === undefined || version < below)
  if (!seen) throw new Error(`nothing is said of version ${version}: ${row.sql}`)
  return seen
}

function read(text: string): Row[] {
  let group = ''
  return text
    .trim()
    .split(/\n\n+/)
    .flatMap((block) => {
      if (!block.startsWith('# ')) return [readRow(block.split('\n'), group)]
      group = block.slice(2)
      return []
    })
}

function readRow(lines: readonly string[], group: string): Row {
  const statements = lines.filter((line) => !line.startsWith(' '))
  const seen: Said[] = [nothing]
  let row: Row = {
    group,
    first: statements.slice(0, -1).map((line) => line.replace(/;$/, '')),
    sql: statements.at(-1) ?? '',
    alone: false,
    since: 11,
    seen,
  }
  for (const line of lines.slice(statements.length).map((one) => one.trim())) {
    const [, before, below, alone, against, undo] =
      /^(?:((?:not )?before )(\d+)|(alone)(?: against (.+))?|undone by (.+))$/.exec(line) ?? []
    const newest = seen.at(-1) ?? nothing
    if (alone) row = { ...row, alone: true, ...(against && { against }) }
    else if (undo) row = { ...row, undo }
    else if (before?.startsWith('not')) row = { ...row, since: Number(below) }
    else if (before) seen.push({ ...newest, below: Number(below) })
    else seen.splice(-1, 1, withLine(newest, line, seen.at(-2)))
  }
  return row
}

function withLine(seen: Said, line: string, newer: Said | undefined): Said {
  if (line === 'no locks') return { ...seen, locks: {} }
  const [, word = '', names = ''] =
    /^((?:[A-Z]+ )+|[a-z ]+? )(.*)$/.exec(line.replace('perhaps scans', 'perhaps')) ?? []
  const list = names.split(', ')
  const key = word.trim()
  if (isMode(key)) {
    // The first lock that is said of a version takes the place of those of the newer one.
    const others = seen.locks === newer?.locks ? {} : seen.locks
    return { ...seen, locks: { ...others, ...Object.fromEntries(list.map((name) => [name, key])) } }
  }
  if (key === 'error') return { ...seen, ...nothing, error: names }
  if (key === 'no') return { ...seen, [names]: [] }
  return { ...seen, [key]: list }
}

function isMode(word: string): word is LockMode {
  return (lockModes as readonly string[]).includes(word)
}
