import { type Logger, pino } from 'pino'
import type { Configuration } from './configuration.ts'
import { prettyLine } from './pretty-line.ts'
import { redactor } from './redact.ts'
import { secretsOf } from './secrets-of.ts'

/** Structured lines; children carry delivery, event, installation, repository, pull. */
export type Log = Logger

interface Sink {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** A log of this configuration. What goes out is filtered as text, so that no field, message, stack or cause can carry a secret. */
export function logFor(configuration: Configuration, sink: Sink = process.stdout): Log {
  const { level, format } = configuration.log
  const redact = redactor(secretsOf(configuration))
  const isPretty = format === 'pretty' && sink.isTTY === true
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: plainError },
  }
  return pino(options, {
    write: (line) => sink.write(isPretty ? prettyLine(redact(line)) : redact(line)),
  })
}

/** What helps: an error of Octokit carries the whole request and answer, which do not. */
function plainError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const more = ['code', 'status', 'severity'].flatMap((key) => {
    const value: unknown = Reflect.get(error, key)
    return typeof value === 'string' || typeof value === 'number' ? [[key, value] as const] : []
  })
  return {
    ...{ type: name, message, ...Object.fromEntries(more), stack },
    ...(cause !== undefined && depth < 3 && { cause: plainError(cause, depth + 1) }),
  }
}
