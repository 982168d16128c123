import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import { columnName, type Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterTable, Statement } from '../../src/core/statement.ts'
import { tableAtRisk } from './shared/at-risk.ts'
import { goesThrough } from './shared/claims.ts'
import { constraintsIn } from './shared/constraints.ts'
import { transactionOf } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/require-separate-validate',
  title: 'Validate a constraint in a later transaction than the one that adds it',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'medium',
  tags: ['locks', 'constraints', 'transactions'],
  since: '0.1.0',
  scalesWithTable: true,
  subsumedBy: ['postgres/ban-work-under-exclusive-lock'],
  aliases: ['squawk:constraint-missing-not-valid', 'strong_migrations:validate_constraint'],
  why: 'A lock is held until its transaction ends. Validated in the same transaction, NOT VALID gains nothing: the strong lock that adding the constraint took stays while every row is read.',
  fix: 'Commit between the two: put `VALIDATE CONSTRAINT` into the next migration file, or run this one without a transaction.',
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, total numeric(12,2));
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
ALTER TABLE orders ADD CONSTRAINT orders_id_check CHECK (id > 0) NOT VALID;`,
    bad: [
      `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;
COMMIT;`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID, VALIDATE CONSTRAINT orders_total_check;`,
        },
        note: 'One statement is one transaction.',
      },
      {
        files: {
          'db/migrations/20260102030405_totals.sql': `-- migrate:up
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES orders NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_parent_id_fkey;

-- migrate:down
ALTER TABLE orders DROP CONSTRAINT orders_parent_id_fkey;
`,
        },
        before: {
          'db/migrations/20250102030405_orders.sql': `-- migrate:up
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint);
CREATE INDEX orders_parent_id_idx ON orders (parent_id);

-- migrate:down
DROP TABLE orders;
`,
        },
        note: 'The migration tool opens the transaction.',
      },
    ],
    good: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;`,
      `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
COMMIT;
BEGIN;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
COMMIT;`,
      {
        files: {
          'db/migrations/0002_example.sql': `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
COMMIT;`,
          'db/migrations/0003_example.sql': `BEGIN;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;
COMMIT;`,
        },
        note: 'Two files, two transactions.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_id_check;
COMMIT;`,
        },
        note: 'What is validated was added long ago.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      const target = tableAtRisk(context, statement, statement.table)
      if (!target) continue
      for (const action of statement.actions) {
        if (action.kind !== 'validate-constraint') continue
        const adding = addedWith(document, context, statement, action.name)
        if (!adding) continue
        yield {
          at: action.range,
          subject: { kind: 'constraint', name: columnName(target.name, action.name) },
          message: `${action.name} is added and validated in one transaction, so the lock that adding it took on ${target.name} is held while every row is checked.`,
          ...target.assumed,
          ...goesThrough(target.name, 'scan'),
        }
      }
    }
  },
})

/** The statement of the same transaction that adds the constraint as NOT VALID. */
function addedWith(
  document: SqlDocument,
  context: Context,
  validate: AlterTable,
  name: string,
): Statement | undefined {
  const together = transactionOf(context, validate)
  const earlier = earlierFiles(document, context).flatMap(({ statements }) => statements)
  const here = document.statements.filter(
    (s) => s.range.start <= validate.range.start && transactionOf(context, s) === together,
  )
  return [...earlier, ...here].find(
    (s) => s.kind === 'alter-table' && isSame(context, s.table, validate) && adds(context, s, name),
  )
}

/** Files that the tool runs in the same transaction before this one. */
function earlierFiles(document: SqlDocument, { siblings }: Context): readonly SqlDocument[] {
  const place = siblings.indexOf(document)
  return document.migration?.transaction === 'history' && place > 0 ? siblings.slice(0, place) : []
}

function isSame(context: Context, name: Name, { table }: AlterTable): boolean {
  const { after } = context
  return (
    displayName(findTable(after, name)?.name ?? name) === displayName(findTable(after, table)?.name ?? table)
  )
}

function adds(context: Context, statement: AlterTable, name: string): boolean {
  const written = constraintsIn(statement).filter(({ constraint }) => constraint.notValid)
  if (written.some(({ constraint }) => constraint.name === name)) return true
  // The server names what the statement leaves unnamed.
  const isIn = (catalog: Context['after']) =>
    findTable(catalog, statement.table)?.constraints.some((known) => known.name === name) ?? false
  const { before, after } = context.at(statement)
  return written.some(({ constraint }) => constraint.name === undefined) && !isIn(before) && isIn(after)
}
