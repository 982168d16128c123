import type { SqlDocument } from './document.ts'
import { lacking } from './excuse-missing.ts'
import { ofPlaceholder } from './excuse-placeholder.ts'
import { ofRows } from './excuse-rows.ts'
import { ofAnotherBase } from './excuse-unknown.ts'
import { ofVersion } from './excuse-version.ts'
import { before, type Failure, type Surroundings, statementAt } from './failure.ts'
import { lastPart } from './name.ts'
import type { RanFile, Rehearsal, RehearsalServer, RehearsedBase, ServerError, Stub } from './rehearsal.ts'

/** The same rehearsal, where each failure that production need not share says why. */
export function excused(rehearsal: Rehearsal, around: Surroundings): Rehearsal {
  const files = rehearsal.files.map((file) => {
    const excuse = file.outcome === 'failed' ? excuseOf(file, rehearsal, around) : undefined
    return excuse === undefined ? file : { ...file, excuse }
  })
  return { ...rehearsal, files }
}

function excuseOf(file: RanFile, { server, base }: Rehearsal, around: Surroundings): string | undefined {
  // Who ran the file may know better already.
  if (file.excuse !== undefined) return file.excuse
  const step = file.steps.at(-1)
  if (!step?.error) return undefined
  const excuse = excuseOfRole(step.error, server) ?? excuseFor(step.error, base)
  const document = around.document(file.path)
  if (excuse !== undefined || !document) return excuse
  return excuseOfFailure({ error: step.error, step, server, base, around, ...placed(document, step.range) })
}

function placed(document: SqlDocument, range: Failure['step']['range']) {
  return { document, statement: statementAt(document, range), earlier: before(document, range) }
}

function excuseOfFailure(failure: Failure): string | undefined {
  return ofPlaceholder(failure) ?? ofVersion(failure) ?? ofRows(failure) ?? ofAnotherBase(failure)
}

/** On the operator's server scripts run as a role that may little; the one that runs them in production may more. */
function excuseOfRole({ code, message }: ServerError, { kind }: RehearsalServer): string | undefined {
  return kind === 'server' && code === '42501'
    ? `the role of rehearsals may not do it: ${message}`
    : undefined
}

/** Why an error proves nothing, as a clause; undefined when the statement itself is what fails. */
export function excuseFor(error: ServerError, base: RehearsedBase): string | undefined {
  const { code, message } = error
  if (code === 'XX000') return 'the server itself broke'
  if (isOfServer(code, message)) return `this server cannot do what it asks for: ${message}`
  const stub = base.stubs.find((one) => mentions(message, one))
  if (stub) return `${stub.kind} ${stub.name} is only a stand-in here: ${message}`
  const isMissing = missing.includes(code) && base.skipped.length > 0
  return isMissing ? `part of the merged history could not be run here: ${message}` : lacking(error, base)
}

/** Extensions that are not installed, limits, configuration and features of this build (PostgreSQL 18 documentation, appendix A). */
function isOfServer(code: string, message: string): boolean {
  if (['58P01', '58030', '53000', '53100', '53200', '53300', '53400', '54000', '54001'].includes(code))
    return true
  if (code === '55000')
    return /prepared transactions are disabled|\bwal_level\b|shared_preload_libraries/.test(message)
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
