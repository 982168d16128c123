import type { InnerStatement } from '../../core/rehearsal.ts'
import type { Notice } from '../session.ts'
import { ddlMark } from './capture.ts'
import { ownSchema } from './own-schema.ts'

/** Statements that ran inside the one whose notices these are, in order. The server's own (checks of foreign keys) are not among them. */
export function innerStatements(notices: readonly Notice[]): readonly InnerStatement[] {
  const heard = notices.flatMap((notice) => definitionOf(notice) ?? rowStatementOf(notice) ?? [])
  // A function in SQL tells its whole body for each of its statements.
  return heard.filter((sql, at) => sql !== heard[at - 1]).map((sql) => ({ sql }))
}

/** DDL, which the context of our event trigger spells out. That which an extension's script holds is the extension's. */
function definitionOf({ message, where }: Notice): string | undefined {
  if (!message.startsWith(ddlMark) || !where?.startsWith(ownContext) || where.includes(inExtension))
    return undefined
  if (message !== ddlMark) return message.slice(ddlMark.length + 1)
  return /^[^\n]*\nSQL statement "(.*?)"(?:\n[A-Z]|$)/s.exec(where)?.[1]
}

const ownContext = `PL/pgSQL function ${ownSchema}.heard() `
const inExtension = '\nextension script file "'

/** What auto_explain tells of a statement that wrote or locked rows. Without a context it is the outermost statement itself. */
function rowStatementOf({ routine, message, where }: Notice): string | undefined {
  if (routine !== 'explain_ExecutorEnd' || !where) return undefined
  const told = parsed(message.slice(message.indexOf('\n') + 1))
  const sql = told?.['Query Text']
  if (typeof sql !== 'string' || isOwnOfServer.test(sql) || !writes(told?.Plan)) return undefined
  return withValues(sql, String(told?.['Query Parameters'] ?? ''))
}

type Json = Readonly<Record<string, unknown>>

function parsed(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json
  } catch {
    return undefined // an auto_explain that was set to another format
  }
}

function writes(plan: unknown): boolean {
  const { 'Node Type': type, Plans: plans = [] } = (plan ?? {}) as Json
  return type === 'ModifyTable' || type === 'LockRows' || (plans as readonly unknown[]).some(writes)
}

/** Queries of foreign keys (PostgreSQL sources, src/backend/utils/adt/ri_triggers.c). */
const isOwnOfServer = /^(?:SELECT 1 FROM|DELETE FROM|UPDATE) (?:ONLY )?".* OPERATOR\(pg_catalog\./s

/** Parameters as the server prints them: `$1 = 'a', $2 = NULL`. Where a value is cut it is left out. */
function withValues(sql: string, parameters: string): string {
  const values = new Map<string, string>()
  for (const [, number = '', value = ''] of parameters.matchAll(/\$(\d+) = ('(?:[^']|'')*'|NULL)/g))
    values.set(number, value)
  return sql.replaceAll(/\$(\d+)\b/g, (parameter, number: string) => values.get(number) ?? parameter)
}
