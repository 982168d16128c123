import { columnsRead } from '../../src/core/catalog/expressions.ts'
import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import { findType } from '../../src/core/catalog/types.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import type { Hit } from '../../src/core/finding.ts'
import type { TypeName } from '../../src/core/query.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterEnum, Statement } from '../../src/core/statement.ts'
import { isNew } from './shared/at-risk.ts'
import { transactionOf } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/ban-enum-value-in-transaction',
  title: 'Add enum values in a transaction of their own',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['transactions', 'enum'],
  since: '0.1.0',
  why: 'A value added to an enum cannot be used before its transaction has committed: the migration fails with "unsafe use of new value". Before Postgres 12, ALTER TYPE ... ADD VALUE fails in any transaction.',
  fix: 'Put ALTER TYPE ... ADD VALUE into a migration of its own, before the one that uses the value; before Postgres 12 one that runs outside a transaction.',
  references: ['https://www.postgresql.org/docs/current/sql-altertype.html'],
  examples: {
    before:
      "CREATE TYPE status AS ENUM ('open', 'done');\nCREATE TABLE orders (id bigint PRIMARY KEY, state status, note text);",
    bad: [
      "BEGIN;\nALTER TYPE status ADD VALUE 'lost';\nUPDATE orders SET state = 'lost' WHERE id = 1;\nCOMMIT;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TYPE status ADD VALUE 'lost';\nALTER TABLE orders ALTER COLUMN state SET DEFAULT 'lost';\nCOMMIT;",
      {
        before: {
          'db/migration/V1__status.sql':
            "CREATE TYPE status AS ENUM ('open', 'done');\nCREATE TABLE orders (id bigint PRIMARY KEY, state status);",
        },
        files: { 'db/migration/V2__lost.sql': "ALTER TYPE status ADD VALUE 'lost';" },
        version: 11,
        note: 'Flyway opens a transaction, and Postgres 11 refuses.',
      },
    ],
    good: [
      "ALTER TYPE status ADD VALUE 'lost';\nUPDATE orders SET state = 'lost' WHERE id = 1;",
      "BEGIN;\nALTER TYPE status ADD VALUE 'lost';\nUPDATE orders SET state = 'done' WHERE id = 1;\nCOMMIT;",
      "BEGIN;\nALTER TYPE status ADD VALUE 'lost';\nUPDATE orders SET note = 'lost' WHERE id = 1 AND note IS NULL;\nCOMMIT;",
      "BEGIN;\nALTER TYPE status ADD VALUE IF NOT EXISTS 'done';\nUPDATE orders SET state = 'done' WHERE id = 1;\nCOMMIT;",
      "BEGIN;\nCREATE TYPE size AS ENUM ('small');\nALTER TYPE size ADD VALUE 'large';\nCREATE TABLE shirts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size size DEFAULT 'large');\nCOMMIT;",
    ],
  },
  *check(document, context) {
    for (const [position, statement] of document.statements.entries()) {
      if (statement.kind !== 'alter-enum' || isHarmless(statement, context)) continue
      const { number, openedBy } = context.at(statement).transaction
      if (number === undefined && !statement.inside) continue
      const name = displayName(findType(context.at(statement).before, statement.type)?.name ?? statement.type)
      const common = { at: statement.range, subject: { kind: 'type', name } } as const
      if (context.version < 12) {
        const whose =
          openedBy === 'tool' ? 'which the migration tool opens around this file' : 'which this is in'
        yield {
          ...common,
          message: `Postgres ${context.version} refuses to add a value to ${name} inside a transaction, ${whose}.`,
        }
        continue
      }
      const transaction = transactionOf(context, statement)
      const later = document.statements
        .slice(position + 1)
        .filter((one) => transactionOf(context, one) === transaction)
      const hit = firstUse(statement, later, context)
      if (hit)
        yield {
          ...common,
          ...hit,
          message: `'${statement.value}' is used later in the same transaction, where Postgres still refuses a value new to ${name}: the migration fails.`,
        }
    }
  },
})

/** The value is there already, or its type is as new as itself. */
function isHarmless(statement: AlterEnum, context: Context): boolean {
  const found = findType(context.at(statement).before, statement.type)
  if (found?.kind !== 'enum') return false
  if (statement.ifNotExists && found.values.includes(statement.value)) return true
  const { number } = context.at(statement).transaction
  return number !== undefined && isNew(context, found)
}

type Use = Pick<Hit, 'confidence' | 'evidence'>

function firstUse(added: AlterEnum, later: readonly Statement[], context: Context): Use | undefined {
  for (const statement of later) {
    if (
      statement.kind === 'create-routine' ||
      statement.kind === 'alter-enum' ||
      statement.kind === 'comment'
    )
      continue
    const catalog = context.at(statement).before
    const isOfType = (type: TypeName) => sameEnum(type, added, catalog)
    const found = mentionsOf(statement, added.value, isOfType)
    if (!found) continue
    const concerns = found === 'cast' ? 'yes' : holdsType(statement, added.value, catalog, isOfType)
    if (concerns === 'no') continue
    return {
      ...(concerns === 'yes' ? {} : { confidence: 'medium' as const }),
      evidence: [
        {
          strength: concerns === 'yes' ? 'proved' : 'inferred',
          kind: 'statement',
          text: `used by the ${statement.kind} statement after it`,
        },
      ],
    }
  }
  return undefined
}

function sameEnum(type: TypeName, { type: name }: AlterEnum, catalog: Catalog): boolean {
  const found = findType(catalog, type.name)
  return found ? found === findType(catalog, name) : type.name === name
}

/** Whether a tree holds the value as a string, `cast` when it is cast to the type. */
function mentionsOf(
  tree: unknown,
  value: string,
  isOfType: (type: TypeName) => boolean,
): 'cast' | 'string' | undefined {
  if (typeof tree !== 'object' || tree === null) return undefined
  const node = tree as { kind?: string; type?: unknown; value?: unknown; operand?: unknown }
  if (node.kind === 'literal') return node.type === 'string' && node.value === value ? 'string' : undefined
  const found = Object.values(tree).map((part) => mentionsOf(part, value, isOfType))
  if (node.kind === 'cast' && found.includes('string'))
    return isOfType(node.type as TypeName) ? 'cast' : undefined
  return found.includes('cast') ? 'cast' : found.includes('string') ? 'string' : undefined
}

/** Whether the statement works on a table where the value can be one of the type. */
function holdsType(
  statement: Statement,
  value: string,
  catalog: Catalog,
  isOfType: (type: TypeName) => boolean,
): 'yes' | 'no' | 'unknown' {
  if (statement.kind === 'create-table')
    return statement.columns.some(({ type }) => isOfType(type)) ? 'yes' : 'no'
  if (!('table' in statement) || statement.table === undefined) return 'unknown'
  const table = findTable(catalog, statement.table)
  if (!table) return 'unknown'
  const beside = columnsBeside(statement, value)
  const columns = table.columns.filter(({ name }) => beside === undefined || beside.includes(name))
  const added =
    statement.kind === 'alter-table'
      ? statement.actions.flatMap((action) => (action.kind === 'add-column' ? [action.column.type] : []))
      : []
  return [...columns.flatMap(({ type }) => type ?? []), ...added].some(isOfType) ? 'yes' : 'no'
}

/** Columns that an UPDATE brings together with the value; undefined when any may be meant. */
function columnsBeside(statement: Statement, value: string): readonly string[] | undefined {
  if (statement.kind !== 'update') return undefined
  const holds = (tree: unknown) => mentionsOf(tree, value, () => true) !== undefined
  const written = statement.assignments
    .filter((assignment) => holds(assignment.value))
    .map(({ column }) => column)
  return [...written, ...(statement.where && holds(statement.where) ? columnsRead(statement.where) : [])]
}
