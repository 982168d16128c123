import { defineRule } from '../../src/core/rule.ts'
import { constraintSubject, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { addedConstraints } from './shared/constraints.ts'

export default defineRule({
  id: 'postgres/require-unique-using-index',
  title: 'Build the index of a unique constraint first',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'constraints', 'indexes'],
  since: '0.1.0',
  scalesWithTable: true,
  subsumedBy: [
    'postgres/ban-volatile-default',
    'postgres/ban-stored-generated-column',
    'postgres/ban-serial-column',
  ],
  aliases: [
    'squawk:disallowed-unique-constraint',
    'eugene:E7',
    'atlas:PG105',
    'strong_migrations:add_unique_constraint',
  ],
  why: 'Adding a unique constraint builds its index under an ACCESS EXCLUSIVE lock: nothing can read or write the table until the index is done.',
  fix: `1. Outside a transaction: \`CREATE UNIQUE INDEX CONCURRENTLY customers_email_key ON customers (email);\`
2. \`ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_key;\`

A partitioned table takes no USING INDEX: \`ALTER TABLE ONLY\` the parent, then build and attach the index of each partition.`,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  ],
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text);
CREATE TABLE events (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);`,
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);`,
      `SET lock_timeout = '5s';
ALTER TABLE customers ADD COLUMN handle text UNIQUE;`,
    ],
    good: [
      `CREATE UNIQUE INDEX CONCURRENTLY customers_email_key ON customers (email);
SET lock_timeout = '5s';
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_key;`,
      `CREATE TABLE accounts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text);
ALTER TABLE accounts ADD CONSTRAINT accounts_email_key UNIQUE (email);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE ONLY events ADD CONSTRAINT events_at_id_key UNIQUE (at, id);`,
        },
        note: 'The parent alone holds no rows; partitions are attached later.',
      },
    ],
  },
  *check(document, context) {
    for (const { statement, target, constraint, at } of addedConstraints(document, context, 'unique')) {
      if (constraint.usingIndex !== undefined || (statement.only && target.table?.partitionBy)) continue
      yield {
        at,
        subject: constraintSubject(target.name, constraint),
        message: `Adding this constraint builds its index on ${target.name}, and nothing can read or write the table until that is done.`,
        evidence: [lock(`ADD UNIQUE takes ACCESS EXCLUSIVE on ${target.name}: blocks reads and writes`)],
        ...target.assumed,
        ...worksUnder('ACCESS EXCLUSIVE', target.name, 'build'),
      }
    }
  },
})
