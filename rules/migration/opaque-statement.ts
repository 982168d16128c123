import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'migration/opaque-statement',
  title: 'Write what a migration does where it can be read',
  languages: ['sql'],
  severity: 'medium',
  tags: ['coverage'],
  since: '0.1.0',
  why: 'SQL that is put together at run time may drop, lock or rewrite anything. Neither a reviewer nor this review can say what it does.',
  fix: 'Write the statements out. When names must be computed, keep the dynamic part as small as possible and say in a comment which objects it touches.',
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);',
    bad: [
      "DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'orders_' || to_char(now(), 'YYYY')); END $$;",
      'CALL archive_orders();',
    ],
    good: [
      "DO $$ BEGIN EXECUTE 'ANALYZE orders'; END $$;",
      'DO $$ BEGIN PERFORM 1 FROM orders LIMIT 1; END $$;',
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'x'; RETURN NEW; END $$;",
    ],
  },
  *check({ statements }) {
    for (const statement of statements) {
      if (statement.kind !== 'opaque') continue
      yield {
        at: statement.range,
        subject: { kind: 'statement', name: statement.reason },
        message: `What this does cannot be read: ${statement.reason}.`,
      }
    }
  },
})
