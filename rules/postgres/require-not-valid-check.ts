import { defineRule } from '../../src/core/rule.ts'
import { constraintSubject, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { addedConstraints, validateLater } from './shared/constraints.ts'

export default defineRule({
  id: 'postgres/require-not-valid-check',
  title: 'Add checks as NOT VALID, then validate',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'constraints'],
  since: '0.1.0',
  scalesWithTable: true,
  subsumedBy: [
    'postgres/ban-volatile-default',
    'postgres/ban-stored-generated-column',
    'postgres/ban-serial-column',
  ],
  aliases: [
    'squawk:constraint-missing-not-valid',
    'eugene:E1',
    'atlas:PG305',
    'strong_migrations:add_check_constraint',
  ],
  why: 'Adding a check reads the whole table under an ACCESS EXCLUSIVE lock: nothing can read or write the table until the last row is checked.',
  fix: `1. \`ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;\`
2. In a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\` It reads the rows while reads and writes go on.

A check written on a new column cannot be NOT VALID: add the column first, then the constraint.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(12,2), status text);',
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN discount numeric(12,2) CHECK (discount >= 0);`,
        },
        note: 'The column is new, but Postgres reads every row all the same.',
      },
    ],
    good: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;`,
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(12,2));
ALTER TABLE refunds ADD CONSTRAINT refunds_total_check CHECK (total >= 0);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (status <> '') NOT ENFORCED;`,
        },
        version: 18,
        note: 'Nothing is checked.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN IF NOT EXISTS status text CHECK (status <> '');`,
        },
        note: 'The column is there, so nothing is added.',
      },
    ],
  },
  *check(document, context) {
    for (const added of addedConstraints(document, context, 'check')) {
      const { target, constraint, at } = added
      if (constraint.notValid || constraint.notEnforced) continue
      yield {
        at,
        subject: constraintSubject(target.name, constraint),
        message: `Adding this check reads all of ${target.name}, and nothing can read or write it until that is done.`,
        evidence: [lock(`ADD CHECK takes ACCESS EXCLUSIVE on ${target.name}: blocks reads and writes`)],
        ...target.assumed,
        ...worksUnder('ACCESS EXCLUSIVE', target.name, 'scan'),
        ...validateLater(document, context, added),
      }
    }
  },
})
