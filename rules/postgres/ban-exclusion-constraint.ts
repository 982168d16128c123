import { defineRule } from '../../src/core/rule.ts'
import { constraintSubject, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { addedConstraints } from './shared/constraints.ts'

export default defineRule({
  id: 'postgres/ban-exclusion-constraint',
  title: 'Do not add an exclusion constraint to an existing table',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'constraints', 'indexes'],
  since: '0.1.0',
  scalesWithTable: true,
  aliases: ['eugene:E8', 'strong_migrations:add_exclusion_constraint'],
  why: 'An exclusion constraint builds its index and compares every row under an ACCESS EXCLUSIVE lock. Postgres has no NOT VALID and no USING INDEX for it, so there is no way to do it online.',
  fix: `1. Make a new table that has the constraint from the start.
2. Copy the rows in batches and keep the two in step with a trigger.
3. Swap the names in one short transaction.

On a small table: set \`lock_timeout\`, add it in a quiet hour, try again when it times out.`,
  references: ['https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE'],
  examples: {
    before:
      'CREATE TABLE bookings (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, during tstzrange NOT NULL, held daterange);',
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE bookings ADD CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&);`,
      `SET lock_timeout = '5s';
ALTER TABLE bookings ADD EXCLUDE USING gist (held WITH &&) WHERE (held IS NOT NULL);`,
    ],
    good: [
      `CREATE TABLE stays (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  during tstzrange NOT NULL,
  EXCLUDE USING gist (during WITH &&)
);`,
      `CREATE TABLE stays (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, during tstzrange NOT NULL);
ALTER TABLE stays ADD CONSTRAINT stays_during_excl EXCLUDE USING gist (during WITH &&);`,
      'CREATE INDEX CONCURRENTLY bookings_held_idx ON bookings USING gist (held);',
    ],
  },
  *check(document, context) {
    for (const { target, constraint, at } of addedConstraints(document, context, 'exclude')) {
      yield {
        at,
        subject: constraintSubject(target.name, constraint),
        message: `Adding this constraint builds its index and compares every row of ${target.name}, and nothing can read or write the table until that is done.`,
        evidence: [lock(`ADD EXCLUDE takes ACCESS EXCLUSIVE on ${target.name}: blocks reads and writes`)],
        ...target.assumed,
        ...worksUnder('ACCESS EXCLUSIVE', target.name, 'build'),
      }
    }
  },
})
