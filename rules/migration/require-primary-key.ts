import { displayName, findTable, primaryKey } from '../../src/core/catalog/lookup.ts'
import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'migration/require-primary-key',
  title: 'Give every table a primary key',
  languages: ['sql'],
  severity: 'medium',
  tags: ['integrity', 'replication'],
  since: '0.1.0',
  why: 'Without one, rows cannot be told apart, duplicates creep in, and logical replication cannot apply updates and deletes.',
  fix: 'Add `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`, or make the columns that identify a row the key.',
  examples: {
    bad: [
      'CREATE TABLE events (at timestamp with time zone, payload jsonb);',
      'CREATE TABLE codes (code text UNIQUE);',
    ],
    good: [
      'CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb);',
      'CREATE TABLE events (id bigint NOT NULL, payload jsonb);\nALTER TABLE events ADD PRIMARY KEY (id);',
      'CREATE TEMPORARY TABLE staging (payload jsonb);',
      "CREATE TABLE parts (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);\nCREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'create-table' || statement.temporary || statement.partitionOf) continue
      if (context.at(statement).changes.every(({ kind }) => kind !== 'table-created')) continue
      const made = findTable(context.at(statement).after, statement.table)
      const table = made && findTable(context.after, made.name)
      if (!table || table.shape === 'partial' || primaryKey(table) || table.kind === 'foreign-table') continue
      const shown = displayName(table.name)
      yield {
        at: statement.range,
        subject: { kind: 'table', name: shown },
        message: `${shown} has no primary key.`,
      }
    }
  },
})
