import type { Expression } from '../../core/query.ts'
import type { FileRun } from '../../core/replay.ts'
import type { AlterAction, AlterTable, ColumnDefinition, Statement } from '../../core/statement.ts'
import { sqlKey } from './sql-key.ts'

/** Something that a file does to rows, names or rights, as a text that can be compared. */
type Effect = string

/**
 * What files do in their order, without what only prepares or describes the schema, which is compared where it ends: index builds, checks,
 * limits of time, and the filling of columns that the original adds with a default.
 */
export function effectsOf(runs: readonly FileRun[], added: AddedColumns): readonly Effect[] {
  const all = runs.flatMap(({ document }) => document.statements)
  const around: Around = {
    added,
    checks: new Set(all.flatMap(addedChecks)),
    writes: all.some(({ kind }) => rowKinds.has(kind)),
    skips: all.some((one) => blockKinds.has(one.kind) || (one.kind === 'insert' && one.onConflict)),
  }
  const effects: Effect[] = []
  for (const { document } of runs)
    for (const one of document.statements.filter(({ inside }) => !inside)) {
      const isFirst = effects.length === 0
      if (!(isFirst && filledBy(one, document.text, added)))
        effects.push(...effectsIn(one, document.text, around))
    }
  return effects
}

/** What columns that are added hold in rows that are there, by `table column`; empty for nothing. */
export type AddedColumns = ReadonlyMap<string, string>

export function addedColumns(runs: readonly FileRun[]): AddedColumns {
  return new Map(
    runs.flatMap(({ document: { text, statements } }) =>
      statements.flatMap((one) =>
        one.kind === 'alter-table'
          ? one.actions.flatMap((action) =>
              action.kind === 'add-column'
                ? [[`${one.table} ${action.column.name}`, contentOf(action.column, text)] as const]
                : [],
            )
          : [],
      ),
    ),
  )
}

function contentOf({ default: value, generated, identity, type }: ColumnDefinition, text: string): string {
  if (generated) return `generated ${generated.storage} as ${sqlKey(text, generated.expression.range)}`
  if (identity !== undefined || /serial$/.test(type.name)) return `numbered ${identity ?? type.name}`
  return value && !(value.kind === 'literal' && value.type === 'null') ? sqlKey(text, value.range) : ''
}

/** The column, as `table column`, whose rows without a value an UPDATE gives what its default would have given them. */
export function filledBy(statement: Statement, text: string, added: AddedColumns): string | undefined {
  if (statement.kind !== 'update' || statement.from.length + statement.with.length > 0) return undefined
  const { table, where, assignments } = statement
  const [{ column, value } = {}, ...others] = assignments
  const key = `${table} ${column}`
  const isEach =
    !where ||
    (where.kind === 'operation' && where.operator === 'is null' && isColumn(where.operands[0], column))
  const isGiven = value !== undefined && added.get(key) === sqlKey(text, value.range)
  return others.length === 0 && isEach && isGiven ? key : undefined
}

const isColumn = (expression: Expression | undefined, name: string | undefined) =>
  expression?.kind === 'column' && expression.name === name

interface Around {
  readonly added: AddedColumns
  /** Checks that are there for a while. */
  readonly checks: ReadonlySet<string>
  /** Whether rows are written beside. */
  readonly writes: boolean
  /** Whether unique indexes decide which. */
  readonly skips: boolean
}

const rowKinds: ReadonlySet<Statement['kind']> = new Set([
  ...(['insert', 'update', 'delete', 'merge', 'copy', 'truncate'] as const),
  ...(['do-block', 'opaque', 'read'] as const),
])

const blockKinds: ReadonlySet<Statement['kind']> = new Set(['do-block', 'opaque', 'read'])

function effectsIn(statement: Statement, text: string, around: Around): readonly Effect[] {
  if (statement.kind === 'alter-table')
    return statement.actions
      .filter((action) => !isNeutral(statement, action, around))
      .map((action) => `${statement.table}: ${inOneGo(sqlKey(text, action.range))}`)
  return isHarmless(statement, around) ? [] : [inOneGo(sqlKey(text, statement.range))]
}

/** What it comes to is the same, whoever reads meanwhile. */
const inOneGo = (sql: string) =>
  sql.replace(/^((?:create|drop|refresh|detach)\b[^'"]*?) concurrently\b/, '$1')

function isHarmless(statement: Statement, { skips }: Around): boolean {
  switch (statement.kind) {
    case 'set':
      return statement.parameter === 'lock_timeout' || statement.parameter === 'statement_timeout'
    case 'transaction':
      return statement.action === 'begin' || statement.action === 'commit'
    case 'drop':
      return statement.object === 'index' && !statement.cascade && !skips
    case 'create-index':
      return !statement.unique || !skips
    case 'create-table':
      return statement.query === undefined
    case 'create-view':
      return !statement.materialized
    case 'alter-domain':
      return /constraint|not-null/.test(statement.action)
    case 'other':
      return /^analyze$/i.test(statement.verb)
    default:
      return quiet.has(statement.kind)
  }
}

const quiet: ReadonlySet<Statement['kind']> = new Set([
  ...(['reindex', 'vacuum', 'cluster', 'lock-table', 'comment', 'alter-enum'] as const),
  ...(['create-schema', 'create-sequence', 'create-type', 'create-domain'] as const),
])

function isNeutral({ table }: AlterTable, action: AlterAction, { added, checks, writes }: Around): boolean {
  switch (action.kind) {
    case 'add-column':
    case 'set-not-null':
    case 'drop-not-null':
    case 'validate-constraint':
    case 'set-statistics':
    case 'attach-index':
      return true
    case 'set-default':
    case 'drop-default':
      return added.has(`${table} ${action.column}`)
    case 'add-constraint':
      return action.constraint.kind !== 'foreign-key' || !writes || !passesOn(action)
    case 'drop-constraint':
      return !action.cascade && checks.has(`${table} ${action.name}`)
    default:
      return false
  }
}

function passesOn({ constraint: { references } }: Extract<AlterAction, { kind: 'add-constraint' }>): boolean {
  const quietly = ['no action', 'restrict']
  return !references || !quietly.includes(references.onDelete) || !quietly.includes(references.onUpdate)
}

const addedChecks = (statement: Statement): readonly string[] =>
  statement.kind === 'alter-table'
    ? statement.actions.flatMap((action) =>
        action.kind === 'add-constraint' && action.constraint.kind === 'check'
          ? [`${statement.table} ${action.constraint.name}`]
          : [],
      )
    : []
