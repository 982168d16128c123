import { displayName, findRelation } from '../../src/core/catalog/lookup.ts'
import { schemaPart } from '../../src/core/name.ts'
import { assume, type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import { nameStillServed } from './shared/compatibility.ts'

export default defineRule({
  id: 'migration/ban-rename-table',
  title: 'Do not rename a table or schema under the running version',
  languages: ['sql'],
  severity: 'high',
  tags: ['compatibility'],
  since: '0.1.0',
  aliases: ['squawk:renaming-table', 'atlas:BC101', 'strong_migrations:rename_table'],
  why: 'The version of the application that is running while the migration commits fails on every query that names the old table.',
  fix: `Rename it and put a view with the old name in its place, in one transaction:
\`\`\`sql
BEGIN;
ALTER TABLE orders RENAME TO purchases;
CREATE VIEW orders AS SELECT * FROM purchases;
COMMIT;
\`\`\`
Drop the view when nothing reads it any more.`,
  examples: {
    before:
      'CREATE SCHEMA sales;\nCREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nCREATE TABLE sales.leads (id bigint PRIMARY KEY);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders RENAME TO purchases;",
      "SET lock_timeout = '5s';\nALTER TABLE orders SET SCHEMA sales;",
      "SET lock_timeout = '5s';\nBEGIN;\nALTER TABLE orders RENAME TO orders_old;\nCREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nCOMMIT;",
      "SET lock_timeout = '5s';\nALTER SCHEMA sales RENAME TO commerce;",
    ],
    good: [
      "SET lock_timeout = '5s';\nBEGIN;\nALTER TABLE orders RENAME TO purchases;\nCREATE VIEW orders AS SELECT id FROM purchases;\nCOMMIT;",
      'CREATE TABLE lines (id bigint PRIMARY KEY);\nALTER TABLE lines RENAME TO order_lines;',
      'CREATE SCHEMA drafts;\nALTER SCHEMA drafts RENAME TO sketches;',
      "SET lock_timeout = '5s';\nALTER INDEX orders_pkey RENAME TO orders_key;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind === 'alter-table') yield* renamedTable(statement, context)
      if (statement.kind !== 'rename' || statement.object !== 'schema') continue
      const schema = context.at(statement).before.schemas.get(statement.name)
      if (schema && schema.id >= context.before.nextId) continue
      if (schema && context.before.partial.length === 0 && isEmptySchema(context, statement.name)) continue
      yield {
        at: statement.range,
        subject: { kind: 'schema', name: statement.name },
        message: `Renaming the schema ${statement.name} to ${statement.to} breaks every query that names something in it.`,
      }
    }
  },
})

function* renamedTable(statement: Extract<Statement, { kind: 'alter-table' }>, context: Context) {
  for (const action of statement.actions) {
    if (action.kind !== 'rename-table' && action.kind !== 'set-schema') continue
    if (statement.object !== 'table') continue
    const table = context.existing(statement, statement.table)
    if (table === 'new') continue
    const relation = findRelation(context.at(statement).before, statement.table)
    if (table === 'unknown' && relation) continue
    const name = table === 'unknown' ? statement.table : table.name
    if (nameStillServed(context, name, table === 'unknown' ? undefined : table.id)) continue
    const shown = displayName(name)
    yield {
      at: action.range,
      subject: { kind: 'table' as const, name: shown },
      message: `${action.kind === 'set-schema' ? `Moving ${shown} to the schema ${action.schema}` : `Renaming ${shown} to ${action.to}`} breaks every query that still says ${shown}.`,
      ...assume(table, shown),
    }
  }
}

function isEmptySchema({ before }: Context, schema: string): boolean {
  return ![...before.relations.keys()].some((name) => schemaPart(name) === schema)
}
