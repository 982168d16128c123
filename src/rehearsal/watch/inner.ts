import { type InnerPlace, type InnerStatement, mostInner } from '../../core/rehearsal.ts'
import { shapeOf } from '../../core/shape.ts'
import type { Notice } from '../session.ts'
import { ddlMark } from './capture.ts'
import { ownSchema } from './own-schema.ts'

/** Statements that ran inside the one whose notices these are, in order. The server's own (checks of foreign keys) are not among them. */
export function innerStatements(notices: readonly Notice[]): readonly InnerStatement[] {
  const told = new Map<string, InnerStatement>()
  for (const notice of notices) {
    const one = definitionOf(notice) ?? rowStatementOf(notice)
    if (!one) continue
    const shape = JSON.stringify([one.place, shapeOf(one.sql)])
    const known = told.get(shape)
    if (known) told.set(shape, { ...known, times: (known.times ?? 1) + 1 })
    else if (told.size < mostInner) told.set(shape, one)
  }
  return [...told.values()]
}

/** DDL, which the context of our event trigger spells out. That which an extension's script holds is the extension's. */
function definitionOf({ message, where }: Notice): InnerStatement | undefined {
  if (!message.startsWith(ddlMark) || !where?.startsWith(ownContext) || where.includes(inExtension))
    return undefined
  const own = where.slice(where.indexOf('\n') + 1)
  const body = message === ddlMark ? undefined : message.slice(ddlMark.length + 1)
  const sql = body ?? /^SQL statement "(.*?)"(?:\n[A-Z]|$)/s.exec(own)?.[1]
  return sql === undefined ? undefined : toldOf(sql, placeIn(own))
}

const ownContext = `PL/pgSQL function ${ownSchema}.heard() `
const inExtension = '\nextension script file "'

/** What auto_explain tells of a statement that wrote or locked rows, or that was put together. Without a context it is the outermost statement itself. */
function rowStatementOf({ routine, message, where }: Notice): InnerStatement | undefined {
  if (routine !== 'explain_ExecutorEnd' || !where || where.includes(ownContext)) return undefined
  const told = parsed(message.slice(message.indexOf('\n') + 1))
  const sql = told?.['Query Text']
  if (typeof sql !== 'string' || isOwnOfServer.test(sql)) return undefined
  const place = placeIn(where)
  if (!writes(told?.Plan) && !(place?.isDynamic && place.isDirect)) return undefined
  return toldOf(withValues(sql, String(told?.['Query Parameters'] ?? '')), place)
}

const toldOf = (sql: string, place: InnerPlace | undefined): InnerStatement => ({
  sql: shortened(place?.isDynamic ? sql.replaceAll(momentary, `'…'`) : sql),
  ...(place && { place }),
})

/** A time of day or a random identifier among what was put together: another one in every run. */
const momentary =
  /'(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:[\d.]+[^']{0,10}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})'/gi

/** The outermost function stands last; a text that looks like another is taken as one, and as not direct. */
function placeIn(context: string): InnerPlace | undefined {
  const outermost = context.slice(context.lastIndexOf('\n') + 1)
  const [, line, doing = ''] = /^PL\/pgSQL function .* line (\d+) at (.*)$/.exec(outermost) ?? []
  if (line === undefined) return undefined
  const functions = context.match(/^(?:PL\/pgSQL|SQL) function /gm) ?? []
  return {
    line: Number(line),
    isDynamic: /\bEXECUTE\b/.test(doing),
    isDirect: functions.length === 1,
  }
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

/** Long values are cut where that is safe; what is longer still can be read no more, for it ends within a name. */
function shortened(sql: string): string {
  if (sql.length <= longest) return sql
  const hasEscapes = sql.includes('\\') || /\$\w*\$|--|\/\*/.test(sql)
  const short = hasEscapes ? sql : sql.replaceAll(/"[^"]*"|'[^']*'/g, cutValue)
  return short.length <= longest ? short : `${short.slice(0, longest)} "`
}

const longest = 20_000
const cutValue = (quoted: string) =>
  quoted.startsWith("'") && quoted.length > 100 ? `${quoted.slice(0, 100)}…'` : quoted
