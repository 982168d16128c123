import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { oneLine } from '../render/visible.ts'
import { type AuditEntry, auditEntries, exportLines, type Verification, verifyChain } from '../store/audit.ts'
import { dayOf, writeLines } from './audit-lines.ts'
import { exit, UsageError } from './exit.ts'
import { reason, write } from './output.ts'
import { withStore } from './store.ts'

export interface VerifyOptions {
  readonly file?: string
  readonly head?: string
}

/** `sluice audit verify`: every entry holds the hash of the one before. Exit code 1 where the chain is broken. */
export async function auditVerifyCommand({ file, head }: VerifyOptions): Promise<number> {
  if (head !== undefined && !/^[0-9a-f]{64}$/i.test(head))
    throw new UsageError(
      `--head ${oneLine(head)} is no hash.`,
      'It is 64 hex digits, as `audit verify` prints it.',
    )
  const verified =
    file === undefined
      ? await withStore((db) => verify(auditEntries(db), { head }))
      : await verify(linesOf(file), { head, mayBeginLater: true })
  const { text, code } = answer(verified, head)
  await write(text)
  return code
}

interface Verified {
  readonly chain: Verification
  /** Sequence of the entry before the first one; above 0 in a part of a log. */
  readonly before: number
  /** How many entries follow the one with the hash that was asked for; undefined when none has it. */
  readonly sinceHead: number | undefined
}

interface Asked {
  readonly head: string | undefined
  readonly mayBeginLater?: boolean
}

async function verify(
  rows: AsyncIterable<unknown>,
  { head, mayBeginLater = false }: Asked,
): Promise<Verified> {
  const entries = rows[Symbol.asyncIterator]()
  const first = await entries.next()
  const after = mayBeginLater && !first.done ? linkBefore(first.value) : undefined
  let sinceHead: number | undefined
  const noting = async function* () {
    for (let next = first; !next.done; next = await entries.next()) {
      if (sinceHead !== undefined) sinceHead += 1
      if (head !== undefined && entryIn(next.value)?.hash === head.toLowerCase()) sinceHead = 0
      yield next.value
    }
  }
  const chain = await verifyChain(noting(), after)
  return { chain, before: after?.sequence ?? 0, sinceHead }
}

/** What the first entry of a part says came before it. */
function linkBefore(row: unknown): { sequence: number; hash: string } | undefined {
  const { sequence, previous } = entryIn(row) ?? {}
  if (!Number.isSafeInteger(sequence) || sequence === undefined || sequence <= 1) return undefined
  return { sequence: sequence - 1, hash: String(previous) }
}

function entryIn(row: unknown): Partial<AuditEntry> | undefined {
  if (typeof row !== 'string') return row as AuditEntry
  try {
    const value = JSON.parse(row) as Partial<AuditEntry> | null
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // `verifyChain` says so
  }
}

function answer(
  { chain, before, sinceHead }: Verified,
  head: string | undefined,
): { text: string; code: number } {
  if (!chain.ok) {
    return { text: `BROKEN at entry ${chain.sequence}: ${oneLine(chain.problem)}\n`, code: exit.block }
  }
  const { entries } = chain
  const part = before === 0 ? '' : ` (from entry ${before + 1} on; what came before is not in this file)`
  const whole = `${entries === 1 ? '1 entry' : `${entries} entries`}, whole and in order${part}\nhead ${chain.head}\n`
  if (head === undefined) return { text: whole, code: exit.ok }
  if (sinceHead === undefined) {
    const text = `BROKEN: no entry has the hash ${head}: entries were cut off, or the log was written anew.\n${whole}`
    return { text, code: exit.block }
  }
  const grown = sinceHead === 0 ? 'It is the last one.' : `${sinceHead} came after it.`
  return { text: `${whole}The entry with the given hash is there. ${grown}\n`, code: exit.ok }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8')
  try {
    await once(stream, 'open')
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line.trim() !== '') yield line
  } catch (error) {
    throw new UsageError(
      `${oneLine(file)} cannot be read: ${reason(error)}.`,
      'Name a file of `audit export`.',
    )
  }
}

export interface ExportOptions {
  readonly since?: string
  readonly output?: string
}

/** `sluice audit export`: one JSON object a line, in the order of the log. */
export async function auditExportCommand({ since, output }: ExportOptions): Promise<number> {
  const from = dayOf(since)
  await withStore((db) => writeLines(exportLines(db, { since: from }), output))
  return exit.ok
}
