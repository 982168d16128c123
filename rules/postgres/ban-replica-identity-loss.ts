import { primaryKey } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import { lastPart } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterAction } from '../../src/core/statement.ts'
import { tableAtRisk } from './shared/at-risk.ts'

export default defineRule({
  id: 'postgres/ban-replica-identity-loss',
  title: 'Keep a replica identity when the primary key goes',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['replication', 'constraints'],
  since: '0.1.0',
  subsumedBy: ['migration/ban-hidden-drop'],
  why: 'Logical replication and change data capture name a row by its primary key. On a published table that has lost it, every UPDATE and DELETE fails.',
  fix: `Name another identity before the key goes, in the same transaction:
\`ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code_key;\` (a unique index over NOT NULL columns), or \`REPLICA IDENTITY FULL\` for a table that is seldom written.`,
  references: [
    'https://www.postgresql.org/docs/current/logical-replication-publication.html',
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY',
  ],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL UNIQUE);
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry text);
ALTER TABLE audit REPLICA IDENTITY FULL;`,
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE orders DROP CONSTRAINT orders_pkey;`,
      `SET lock_timeout = '5s';
ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_pkey, ADD COLUMN note text;`,
    ],
    good: [
      `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code_key;
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
COMMIT;`,
      `CREATE UNIQUE INDEX CONCURRENTLY orders_code_idx ON orders (code, id);
BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_code_idx;
COMMIT;`,
      {
        files: {
          'db/migrations/0002_example.sql':
            "SET lock_timeout = '5s';\nALTER TABLE audit DROP CONSTRAINT audit_pkey;",
        },
        note: 'Its replica identity is FULL.',
      },
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT orders_code_key;",
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      const target = tableAtRisk(context, statement, statement.table)
      if (!target) continue
      for (const action of statement.actions) {
        if (target.table ? !dropsKey(action, target.table) : !looksLikeKey(action, statement.table)) continue
        if (target.table && !losesIdentity(context, target.table)) continue
        yield {
          at: action.range,
          subject: { kind: 'table', name: target.name },
          message: `Without its primary key ${target.name} has no replica identity: where the table is published, every UPDATE and DELETE on it fails.`,
          // Publications are not part of the catalog.
          confidence: 'medium',
          ...(target.table
            ? {
                evidence: [
                  {
                    strength: 'proved',
                    kind: 'catalog',
                    text: `the replica identity of ${target.name} is DEFAULT, its primary key`,
                  },
                ],
              }
            : {}),
          ...target.assumed,
        }
      }
    }
  },
})

/** Whether the file leaves the table with neither a primary key nor another identity. */
function losesIdentity(context: Context, { id, persistence }: Table): boolean {
  for (const relation of context.after.relations.values()) {
    if (relation.id !== id || relation.kind !== 'table') continue
    return persistence === 'permanent' && relation.replicaIdentity === 'default' && !primaryKey(relation)
  }
  return false
}

function dropsKey(action: AlterAction, table: Table): boolean {
  const key = primaryKey(table)
  if (action.kind === 'drop-constraint') return action.name === key?.name
  return action.kind === 'drop-column' && (key?.columns.includes(action.column) ?? false)
}

/** The name the server gives to a primary key. */
function looksLikeKey(action: AlterAction, table: string): boolean {
  return action.kind === 'drop-constraint' && action.name === `${lastPart(table)}_pkey`
}
