import { displayName } from '../../src/core/catalog/lookup.ts'
import type { Catalog, Constraint, Table } from '../../src/core/catalog.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import { constraintSubject, listed, lock } from './shared/at-risk.ts'
import { fails, worksUnder } from './shared/claims.ts'
import { type AddedConstraint, addedConstraints, validateLater } from './shared/constraints.ts'
import { childrenOf } from './shared/relatives.ts'

export default defineRule({
  id: 'postgres/require-not-valid-foreign-key',
  title: 'Add foreign keys as NOT VALID, then validate',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'constraints'],
  since: '0.1.0',
  scalesWithTable: true,
  aliases: [
    'squawk:adding-foreign-key-constraint',
    'eugene:E1',
    'atlas:PG306',
    'strong_migrations:add_foreign_key',
  ],
  why: 'Adding a foreign key checks every row of the table while a SHARE ROW EXCLUSIVE lock on both tables makes every write to either of them wait.',
  fix: `1. \`ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;\`
2. In a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;\` It reads the rows while reads and writes go on.

A reference written on a new column cannot be NOT VALID: add the column first, then the constraint.
Before Postgres 18 a partitioned table takes no NOT VALID foreign key: add and validate it on each partition, then add it to the parent, which takes those over without reading rows.`,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT',
  ],
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE TABLE events (id bigint, at timestamptz, customer_id bigint, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX events_customer_id_idx ON events (customer_id);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers;`,
      `-- With a default every row refers to something, so every row is checked.
SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN payer_id bigint DEFAULT 1 REFERENCES customers;
CREATE INDEX CONCURRENTLY orders_payer_id_idx ON orders (payer_id);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE events ADD CONSTRAINT events_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;`,
        },
        version: 15,
        note: 'Postgres 15 refuses this on a partitioned table.',
      },
    ],
    good: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;`,
      `-- The new column is null everywhere: Postgres knows, and checks nothing.
SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN payer_id bigint REFERENCES customers;
CREATE INDEX CONCURRENTLY orders_payer_id_idx ON orders (payer_id);`,
      `SET lock_timeout = '5s';
CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint);
ALTER TABLE refunds ADD CONSTRAINT refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders;
CREATE INDEX refunds_order_id_idx ON refunds (order_id);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE events ADD CONSTRAINT events_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;`,
        },
        version: 18,
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE events_2026 ADD CONSTRAINT events_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;`,
          'db/migrations/0003_example.sql':
            'ALTER TABLE events_2026 VALIDATE CONSTRAINT events_customer_id_fkey;',
          'db/migrations/0004_example.sql': `SET lock_timeout = '5s';
ALTER TABLE events ADD CONSTRAINT events_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers;`,
        },
        version: 15,
        note: 'The partition has a validated one that the parent takes over.',
      },
    ],
  },
  *check(document, context) {
    for (const added of addedConstraints(document, context, 'foreign-key')) {
      const { target, constraint, at } = added
      if (!constraint.references || constraint.notEnforced) continue
      const hit = { at, subject: constraintSubject(target.name, constraint), ...target.assumed }
      if (constraint.notValid) {
        if (!target.table?.partitionBy || context.version >= 18) continue
        const message = `${target.name} is partitioned, and before Postgres 18 a partitioned table takes no foreign key that is NOT VALID: this statement fails.`
        yield {
          ...hit,
          message,
          evidence: [{ strength: 'proved', kind: 'catalog', text: `${target.name} is a partitioned table` }],
          ...fails,
        }
      } else if (mustCheckRows(context, added)) {
        const both = listed([...new Set([target.name, displayName(constraint.references.table)])])
        const isRefused = target.table?.partitionBy !== undefined && context.version < 18
        yield {
          ...hit,
          message: `Adding this foreign key checks every row of ${target.name}, and every write to ${both} waits until it is done.`,
          evidence: [lock(`ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on ${both}: blocks writes, not reads`)],
          ...worksUnder('SHARE ROW EXCLUSIVE', target.name, 'scan'),
          ...(isRefused ? {} : validateLater(document, context, added)),
        }
      }
    }
  },
})

function mustCheckRows(context: Context, added: AddedConstraint): boolean {
  const { column, target, statement } = added
  // Postgres skips the check for a new column that nothing fills.
  if (column)
    return !!(column.default || column.generated || column.identity) || column.type.name.endsWith('serial')
  return !target.table?.partitionBy || !isOnEveryPartition(context.at(statement).before, target.table, added)
}

/** Whether every partition has a validated key that the new one takes over instead of checking rows. */
function isOnEveryPartition(
  catalog: Catalog,
  table: Table,
  { columns, constraint }: AddedConstraint,
): boolean {
  const to = constraint.references && displayName(constraint.references.table)
  const serves = (own: Constraint) =>
    own.kind === 'foreign-key' &&
    own.validated &&
    own.columns.join() === columns.join() &&
    own.references !== undefined &&
    displayName(own.references.table) === to
  const leaves = childrenOf(catalog, table).filter(({ partitionBy }) => partitionBy === undefined)
  return leaves.length > 0 && leaves.every(({ constraints }) => constraints.some(serves))
}
