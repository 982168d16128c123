import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import { constraintSubject, listed, lock } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'
import { type AddedConstraint, addedConstraints } from './shared/constraints.ts'
import { transactionOf } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/ban-multiple-foreign-keys',
  title: 'Add foreign keys to one parent table at a time',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'medium',
  tags: ['locks', 'constraints', 'transactions'],
  since: '0.1.0',
  why: 'Each foreign key blocks writes to the table it refers to until the transaction ends. Several parents are blocked together, and a transaction that writes to them in another order ends in a deadlock.',
  fix: 'Give each foreign key a transaction of its own: one `ALTER TABLE` a migration file, or a file that runs without a transaction.',
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS'],
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE products (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, payer_id bigint, product_id bigint, parent_id bigint);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_payer_id_idx ON orders (payer_id);
CREATE INDEX orders_product_id_idx ON orders (product_id);
CREATE INDEX orders_parent_id_idx ON orders (parent_id);`,
    bad: [
      `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_product_id_fkey FOREIGN KEY (product_id) REFERENCES products NOT VALID;
COMMIT;`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders
  ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID,
  ADD CONSTRAINT orders_product_id_fkey FOREIGN KEY (product_id) REFERENCES products NOT VALID;`,
        },
        note: 'One statement is one transaction.',
      },
    ],
    good: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_product_id_fkey FOREIGN KEY (product_id) REFERENCES products NOT VALID;`,
      {
        files: {
          'db/migrations/0002_example.sql': `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_payer_id_fkey FOREIGN KEY (payer_id) REFERENCES public.customers NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES orders NOT VALID;
COMMIT;`,
        },
        note: 'Both refer to customers; a reference to the table itself blocks nothing more.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE gifts (
  customer_id bigint REFERENCES customers,
  product_id bigint REFERENCES products,
  PRIMARY KEY (customer_id, product_id)
);
CREATE INDEX gifts_product_id_idx ON gifts (product_id);`,
        },
        note: 'A new table has no rows to check, so the locks are gone at once.',
      },
    ],
  },
  *check(document, context) {
    const parents = new Map<ReturnType<typeof transactionOf>, readonly Name[]>()
    for (const { statement, target, constraint, at } of addedConstraints(document, context, 'foreign-key')) {
      const transaction = transactionOf(context, statement)
      const known = parents.get(transaction) ?? []
      const parent = parentOf(context, statement, constraint)
      if (parent === undefined || parent === target.name || known.includes(parent)) continue
      parents.set(transaction, [...known, parent])
      // Once a transaction, where the second parent comes in.
      if (known.length !== 1) continue
      const both = listed([...known, parent])
      yield {
        at,
        subject: constraintSubject(target.name, constraint),
        message: `This transaction adds foreign keys to ${both}, and blocks writes to ${listed([...known, parent, target.name])} together until it ends.`,
        evidence: [
          lock(
            `ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on ${parent} while the one on ${known[0]} is held: blocks writes, not reads`,
          ),
        ],
        ...target.assumed,
        ...locksTable(parent, 'SHARE ROW EXCLUSIVE'),
      }
    }
  },
})

/** The table referred to, when writes to it can wait: not one that is new in this file. */
function parentOf(
  context: Context,
  statement: Statement,
  { references }: AddedConstraint['constraint'],
): Name | undefined {
  if (!references || context.existing(statement, references.table) === 'new') return undefined
  return displayName(findTable(context.at(statement).before, references.table)?.name ?? references.table)
}
