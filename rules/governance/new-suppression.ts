import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'governance/new-suppression',
  title: 'Look twice at findings that are switched off',
  languages: ['pull-request'],
  severity: 'medium',
  tags: ['governance'],
  since: '0.1.0',
  why: 'A comment that switches a finding off also switches it off for everybody who comes later. One that does nothing gives false comfort.',
  fix: 'Ask the reviewer to agree with the reason. Give it an end: `-- sluice:ignore <rule> until=2026-12-31 reason="..."`. Remove suppressions that are expired or match nothing.',
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);',
    bad: [
      '-- sluice:ignore postgres/require-concurrent-index until=2999-12-31 reason="empty until launch"\nCREATE INDEX orders_status ON orders (status);',
      {
        files: {
          'db/migrations/002_index.sql':
            '-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX orders_status ON orders (status);',
        },
        note: 'Written for another tool.',
      },
    ],
    good: [
      'CREATE INDEX CONCURRENTLY orders_status ON orders (status);',
      '-- The word ignore in a sentence switches nothing off.\nSELECT 1;',
      'SELECT \'-- sluice:ignore postgres/require-concurrent-index reason="in a string"\';',
    ],
  },
  *check({ suppressions }) {
    for (const { path, range, text, rules } of suppressions) {
      yield {
        at: range,
        path,
        subject: { kind: 'rule', name: rules.join(', ') },
        message: text,
        identity: text,
      }
    }
  },
})
