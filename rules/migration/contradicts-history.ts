import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'migration/contradicts-history',
  title: 'Write statements that fit the merged history',
  languages: ['sql'],
  severity: 'high',
  tags: ['correctness'],
  since: '0.1.0',
  subsumedBy: ['migration/used-downstream'],
  why: 'A statement that does not fit what the merged migrations build fails when it is run, or the history in the repository is not what the database has run.',
  fix: 'Check the name against the migration that creates it. If the database has something the history does not, add the missing migration first.',
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, customer_id bigint REFERENCES customers);
CREATE INDEX orders_customer_id ON orders (customer_id);`,
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders RENAME CONSTRAINT orders_pk TO orders_key;",
      "SET lock_timeout = '5s';\nALTER TABLE ordrs ADD COLUMN note text;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN status text;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN IF NOT EXISTS status text;",
      'DROP TABLE IF EXISTS ordrs;',
      'CREATE TABLE lines (id bigint PRIMARY KEY);\nALTER TABLE lines ADD COLUMN note text;',
    ],
  },
  *check({ statements, path }, context) {
    // Without any history there is nothing to contradict.
    if (context.before.relations.size === 0) return
    for (const statement of statements) {
      const { problem } = context.at(statement)
      if (problem === undefined) continue
      yield {
        at: statement.range,
        subject: { kind: 'migration', name: path },
        message: `This does not fit the history: ${problem}. It fails where the database is what the merged migrations build.`,
        confidence: 'medium',
        claim: { does: 'fail' },
      }
    }
  },
})
