import { findRoutine } from '../../../src/core/catalog/lookup.ts'
import type { Routine } from '../../../src/core/catalog.ts'
import { lastPart, type Name } from '../../../src/core/name.ts'
import type { Call, Query } from '../../../src/core/query.ts'
import { mostInner, type RehearsedStep } from '../../../src/core/rehearsal.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { Read, Statement } from '../../../src/core/statement.ts'
import { strongLocks } from './unsaid.ts'

/** Volatile routines of the history that a statement runs for their effect: `SELECT tidy()`, `SELECT * FROM tidy()`, PERFORM. */
export function calledRoutines(statement: Statement, context: Context): readonly Call[] {
  if (statement.kind !== 'read' || !statement.query) return []
  const { before } = context.at(statement)
  return calls(statement.query).filter(({ name }) => findRoutine(before, name)?.volatility === 'volatile')
}

function calls(query: Query): readonly Call[] {
  if (query.kind !== 'select') return []
  const projected = query.from.length === 0 ? query.projections.map(({ expression }) => expression) : []
  const sources = query.from.flatMap((source) => (source.kind === 'table-function' ? [source.call] : []))
  return [...projected, ...sources].filter((expression) => expression.kind === 'call')
}

/**
 * Whether all that the bodies hold was heard: every statement that is spelled out, and every place where one is put together. A function in
 * SQL has no conditions: it runs to its end.
 */
export function haveRun(routines: readonly Routine[], { inner, locks, work }: RehearsedStep): boolean {
  if (inner.length >= mostInner) return false
  const held = routines.flatMap(({ language, body }) => (language === 'sql' ? [] : body)).filter(acts)
  const isUnfollowed = routines.some(({ body }) =>
    body.some((one) => one.kind === 'read' && callsOthers(one)),
  )
  const heard = inner.flatMap(({ sql, place }) =>
    place?.isDirect ? [JSON.stringify([place.line, place.isDynamic || sql])] : [],
  )
  // TRUNCATE is seen and not heard; how many tables one empties follows from their foreign keys.
  const emptying = work.some(({ kind }) => kind === 'truncate') ? 1 : 0
  if (isUnfollowed || new Set(heard).size + emptying < held.length) return false
  return inner.length > 0 || strongLocks({ locks, work }).length === 0
}

const acts = ({ kind }: Statement) => !['read', 'set', 'other', 'transaction'].includes(kind)
const callsOthers = ({ query }: Read) =>
  query !== undefined && calls(query).some(({ name }) => !isBuiltIn(name))
/** The commonest of the server's own, which run no statements. */
const isBuiltIn = (name: Name) => plain.has(lastPart(name))
const plain: ReadonlySet<string> = new Set([
  ...[
    'count',
    'sum',
    'min',
    'max',
    'avg',
    'now',
    'array_agg',
    'string_agg',
    'json_agg',
    'jsonb_agg',
    'unnest',
  ],
  ...[
    'set_config',
    'current_setting',
    'setval',
    'nextval',
    'pg_advisory_xact_lock',
    'pg_advisory_lock',
    'pg_notify',
  ],
])
