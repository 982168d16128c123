import type { Verified } from '../../../src/review/answer.ts'
import type { Memory } from '../../../src/review/journal.ts'
import type { Prepared, Question } from '../../../src/review/question.ts'

const hunks = [
  '== db/7.sql (modified)',
  '    1   CREATE TABLE orders (id bigint);',
  '      - UPDATE orders SET total = 1;',
  "    2 + UPDATE orders SET total = <NUMBER_1> WHERE status = '<TEXT_1>';",
  '...',
  '  300 + DROP INDEX orders_status;',
  '== db/8.sql (added)',
  '    1 + DROP TABLE orders;',
].join('\n')

export const question: Question = {
  id: 'ddl:db/7.sql',
  topic: 'ddl',
  title: '2 migrations in db',
  paths: ['db/7.sql', 'db/8.sql'],
  tier: 'review',
  parts: [
    { name: 'hunks', text: hunks },
    { name: 'relations', text: 'orders ~1.2M rows: id bigint pk, total bigint?, status text' },
    { name: 'findings', text: 'db/8.sql:1 migration/ban-drop-table (block): Drops orders.' },
    { name: 'earlier', text: 'db/7.sql null-handling (dismissed): Totals are lost; they said: intended' },
  ],
  cut: ['3 of 9 lines of changes'],
  tokens: 200,
}

export const prepared: Prepared = {
  questions: [question],
  notRead: [],
  project: 'Postgres 16, by the policy. Migrations of dbmate in db, each file in one transaction.',
  grounds: { files: {}, relations: {}, knowsAllRelations: true, resources: [], findings: [] },
  replacements: [
    { placeholder: '<NUMBER_1>', original: '1200' },
    { placeholder: '<TEXT_1>', original: 'jane' },
    { placeholder: '<TEXT_2>', original: 'orders' },
  ],
}

export const finding: Verified = {
  category: 'null-handling',
  severity: 'high',
  confidence: 'high',
  path: 'db/7.sql',
  lines: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 56 },
  quote: "UPDATE orders SET total = 1200 WHERE status = 'jane';",
  subject: 'orders.total',
  title: 'The total of <TEXT_1> is overwritten.',
  consequence: 'Every order of that status has one total.',
  fix: 'Leave it.',
  evidence: [],
  fingerprint: '0'.repeat(32),
}

export const round = (number: number): Memory => ({ round: number, earlier: [] })

export interface ReadElement {
  readonly name: string
  readonly of: Readonly<Record<string, string>>
  readonly text: string
}

/** Reads a question as its reader is told to: only what ends in the announced digits is an element. */
export function elementsIn(message: string): {
  readonly elements: readonly ReadElement[]
  readonly rest: string
} {
  const boundary = /^The elements of this question end in -([0-9a-f]{16})\. /.exec(message)?.[1] ?? 'none'
  const whole = new RegExp(`<([a-z-]+)-${boundary}([^>\\n]*)>\\n([\\s\\S]*?)\\n</\\1-${boundary}>`, 'g')
  const elements = [...message.matchAll(whole)].map(([, name = '', attributes = '', text = '']) => ({
    name,
    of: Object.fromEntries(
      [...attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    ),
    text,
  }))
  return { elements, rest: message.replace(whole, '') }
}
