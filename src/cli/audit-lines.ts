import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { oneLine } from '../render/visible.ts'
import { exit, UsageError } from './exit.ts'
import { reason, write } from './output.ts'

/** The beginning of the day that `--since` names, in UTC. */
export function dayOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  if (day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return day
  throw new UsageError(`--since ${oneLine(text)} is no date.`, 'Write it as 2026-01-31.')
}

/** To the file, or to standard output. */
export function writeLines(lines: AsyncIterable<string>, file: string | undefined): Promise<void> {
  return file === undefined ? toStandardOutput(lines) : toFile(lines, file)
}

async function toStandardOutput(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) await write(`${line}\n`)
}

/** A log may be longer than memory: it goes out line by line. */
async function toFile(lines: AsyncIterable<string>, file: string): Promise<void> {
  const stream = createWriteStream(file, { mode: 0o600 })
  try {
    await once(stream, 'open')
    for await (const line of lines) if (!stream.write(`${line}\n`)) await once(stream, 'drain')
    stream.end()
    await once(stream, 'finish')
  } catch (error) {
    stream.destroy()
    throw new UsageError(
      `The export could not be written to ${oneLine(file)}: ${reason(error)}.`,
      'Name a file in a folder that exists and can be written to; what is there now is not complete.',
      exit.notEvaluated,
    )
  }
}
