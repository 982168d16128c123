import { identifier } from '../quoting.ts'
import type { Ran, Session } from '../session.ts'
import { remediesForMissing } from './missing.ts'
import type { Failure, Remedy } from './remedy.ts'
import { remediesForExtension, remediesForExtensionSchema } from './stand-in-extensions.ts'
import { remediesForFunction, remediesForOtherResult } from './stand-in-functions.ts'
import { remediesForSupabase } from './supabase.ts'

/** Remedies already tried for one statement, so that none is tried twice and the trying ends. */
export type Tried = Remedy[]

/**
 * After a statement failed and its transaction (or what came after a savepoint in it) was rolled back: puts in place what this server lacks
 * for it. Undefined where nothing helps; otherwise the statement, or the remedy's `instead`, is to be run again.
 */
export async function mend(session: Session, failure: Failure, tried: Tried): Promise<Remedy | undefined> {
  if (tried.length >= mostRemedies) return undefined
  for (const remedy of remediesFor(failure, tried)) {
    if (tried.some((one) => one.sql === remedy.sql && one.instead === remedy.instead)) continue
    tried.push(remedy)
    if (remedy.sql === undefined || !(await allOrNothing(session, remedy.sql)).error) return remedy
  }
  return undefined
}

/** A grant may name a dozen roles, and the server tells of one at a time. */
const mostRemedies = 40

/** Runs some statements so that they happen all or not at all, within a transaction or without. */
async function allOrNothing(session: Session, sql: string): Promise<Ran> {
  const inTransaction = !(await session.run(`SAVEPOINT ${savepoint}`)).error
  const ran = await session.run(sql)
  if (inTransaction) {
    if (ran.error) await session.run(`ROLLBACK TO SAVEPOINT ${savepoint}`)
    await session.run(`RELEASE SAVEPOINT ${savepoint}`)
  }
  return ran
}

const savepoint = identifier('sluice apart')

function remediesFor(failure: Failure, tried: Tried): readonly Remedy[] {
  const { code, message } = failure.error
  return [
    ...remediesForExtension(failure),
    ...(ofMissing.has(code)
      ? [
          ...remediesForSupabase(failure),
          ...remediesForExtensionSchema(failure),
          ...remediesForMissing(failure),
          ...remediesForFunction(failure),
        ]
      : []),
    ...remediesForOtherResult(failure, tried),
    ...(code === '3F000' && (failure.isMerged || failure.isFirst) ? remediesForSchema(message) : []),
    ...(code === '3D000' ? remediesForDatabase(message) : []),
    ...(alreadyThere.has(code) ? remediesForStub(failure) : []),
    ...(failure.isMerged ? uncheckedBody(failure) : []),
  ]
}

/** Undefined object, schema, table, function; an operator class that a type lacks comes as the first of them, the role of SET ROLE as the last. */
const ofMissing = new Set(['42704', '3F000', '42P01', '42883', '22023'])

/** Duplicate object, schema, table, function. */
const alreadyThere = new Set(['42710', '42P06', '42P07', '42723'])

function remediesForSchema(message: string): readonly Remedy[] {
  const name = /^schema "(.+)" does not exist$/.exec(message)?.[1]
  return name === undefined
    ? []
    : [{ sql: `CREATE SCHEMA ${identifier(name)}`, stubs: [{ kind: 'schema', name }] }]
}

/** GRANT and ALTER on the database by the name it has where the history runs. */
function remediesForDatabase(message: string): readonly Remedy[] {
  const name = /^database "(.+)" does not exist$/.exec(message)?.[1]
  return name === undefined ? [] : [{ instead: '', stubs: [{ kind: 'other', name: `database ${name}` }] }]
}

/** What an earlier statement needed and got a stand-in for is made by this one. Roles may be others' on a server with other databases. */
function remediesForStub({ error, sql, stubs, isMerged }: Failure): readonly Remedy[] {
  const name = /^\w+ "(.+?)" already exists/.exec(error.message)?.[1]
  const isRole = isMerged && /^\s*create\s+(?:role|user|group)\b/i.test(sql)
  return isRole || stubs.some((stub) => stub.name === name) ? [{ instead: '', stubs: [] }] : []
}

/** The body of a function names what is not there. Bodies run when the function is called; then they fail, if they are. */
function uncheckedBody({ sql, error }: Failure): readonly Remedy[] {
  const name = routine.exec(sql)?.[1]
  return name === undefined || !error.code.startsWith('42')
    ? []
    : [
        {
          instead: `SET check_function_bodies = off;\n${sql}\n;\nSET check_function_bodies = on`,
          stubs: [{ kind: 'function', name: name.replaceAll('"', '') }],
        },
      ]
}

const routine =
  /^\s*create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+((?:"(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$]+))?)/i
