import { createHash } from 'node:crypto'

/** One line of the audit log. Its hash covers everything else in it, the hash of the line before included. */
export interface AuditEntry {
  /** From 1, without a gap. */
  readonly sequence: number
  /** ISO 8601, in UTC. */
  readonly at: string
  /** Login of who did it; `sluice` for the App itself. */
  readonly actor: string
  readonly action: string
  readonly repository: number | null
  readonly number: number | null
  readonly detail: unknown
  readonly previous: string
  readonly hash: string
}

/** What an entry follows; the first one follows this. */
export interface Link {
  readonly sequence: number
  readonly hash: string
}

export const beginning: Link = { sequence: 0, hash: '0'.repeat(64) }

export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, at, actor, action, repository, number, detail, previous } = entry
  return createHash('sha256')
    .update(canonicalJson({ sequence, at, actor, action, repository, number, detail, previous }))
    .digest('hex')
}

/** JSON with the keys of every object sorted by code unit, and no space. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? sorted(inner) : inner))
}

function sorted(object: object): object {
  // Without a prototype, or a key called `__proto__` would vanish.
  const copy = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(object).sort()) copy[key] = (object as Record<string, unknown>)[key]
  return copy
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export type Verification =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly sequence: number; readonly problem: string }

/**
 * Whether a log is whole: entries, or the lines of an export, from the first one on or from the one after `after`. It cannot see that the
 * newest entries were cut off: compare `head` with one that was noted elsewhere.
 */
export async function verifyChain(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  after: Link = beginning,
): Promise<Verification> {
  let last = after
  for await (const row of rows) {
    const entry = entryIn(row)
    const problem = entry ? problemOf(entry, last) : 'This line is not an entry of an audit log.'
    if (!entry || problem !== undefined)
      return { ok: false, sequence: entry?.sequence ?? last.sequence + 1, problem: problem ?? '' }
    last = entry
  }
  return { ok: true, entries: last.sequence - after.sequence, head: last.hash }
}

function problemOf(entry: AuditEntry, last: Link): string | undefined {
  const expected = last.sequence + 1
  if (entry.sequence !== expected)
    return `Entry ${expected} should come here, and this is entry ${entry.sequence}.`
  if (entry.previous !== last.hash)
    return `It does not follow the entry before it: "previous" is not that one's hash.`
  if (entry.hash !== entryHash(entry)) return 'Its content is not what its hash was made of.'
  return undefined
}

function entryIn(row: unknown): AuditEntry | undefined {
  const value = typeof row === 'string' ? parsed(row) : row
  if (!isObject(value)) return undefined
  const entry = value as Partial<Record<keyof AuditEntry, unknown>>
  const texts = [entry.at, entry.actor, entry.action, entry.previous, entry.hash]
  if (!Number.isSafeInteger(entry.sequence) || !texts.every((text) => typeof text === 'string'))
    return undefined
  return value as AuditEntry
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // a line cut short is no entry, and the one who asks says so
  }
}
