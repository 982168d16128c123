import { lastPart } from './name.ts'
import type { Rehearsal, RehearsalServer, RehearsedBase, ServerError, Stub } from './rehearsal.ts'

/** The same rehearsal, where each failure that this server's base may have caused says so. */
export function excused(rehearsal: Rehearsal): Rehearsal {
  const files = rehearsal.files.map((file) => {
    const error = file.outcome === 'failed' ? file.steps.at(-1)?.error : undefined
    const excuse = error && (excuseOfRole(error, rehearsal.server) ?? excuseFor(error, rehearsal.base))
    return file.outcome === 'failed' && excuse !== undefined ? { ...file, excuse } : file
  })
  return { ...rehearsal, files }
}

/** On the operator's server scripts run as a role that may little; the one that runs them in production may more. */
function excuseOfRole({ code, message }: ServerError, { kind }: RehearsalServer): string | undefined {
  return kind === 'server' && code === '42501'
    ? `the role of rehearsals may not do it: ${message}`
    : undefined
}

/** Why an error proves nothing, as a clause; undefined when the statement itself is what fails. */
export function excuseFor({ code, message }: ServerError, base: RehearsedBase): string | undefined {
  if (code === 'XX000') return 'the server itself broke'
  if (isOfServer(code, message)) return `this server cannot do what it asks for: ${message}`
  const stub = base.stubs.find((one) => mentions(message, one))
  if (stub) return `${stub.kind} ${stub.name} is only a stand-in here: ${message}`
  const isMissing = missing.includes(code) && base.skipped.length > 0
  return isMissing ? `part of the merged history could not be run here: ${message}` : undefined
}

/** Extensions that are not installed, limits and features of this build (PostgreSQL 18 documentation, appendix A). */
function isOfServer(code: string, message: string): boolean {
  if (['58P01', '58030', '53000', '53100', '53200', '53300', '53400', '54000', '54001'].includes(code))
    return true
  return (
    code === '0A000' &&
    /\bextension\b|not supported (?:by|on) this (?:build|platform|installation)/.test(message)
  )
}

/** Undefined table, column, function, object, schema and invalid schema name. */
const missing: readonly string[] = ['42P01', '42703', '42883', '42704', '3F000', '42P02']

function mentions(message: string, { name }: Stub): boolean {
  const word = lastPart(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w$])${word}(?![\\w$])`, 'i').test(message)
}
