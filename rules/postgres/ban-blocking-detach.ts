import type { SqlDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterTable } from '../../src/core/statement.ts'
import { lock, tableAtRisk } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'
import { edit, endOfCode } from './shared/edits.ts'
import { defaultPartitionOf } from './shared/relatives.ts'
import { standsAlone } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/ban-blocking-detach',
  title: 'Detach partitions concurrently',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'partitions'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'DETACH PARTITION takes ACCESS EXCLUSIVE on the partitioned table, so reads and writes of all its partitions queue behind it.',
  fix: '`ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;` outside a transaction (Postgres 14 or newer).',
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION'],
  aliases: ['squawk:require-concurrent-partition-detach'],
  examples: {
    before:
      "CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at);\nCREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');\nCREATE TABLE visits (id bigint) PARTITION BY LIST (id);\nCREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);\nCREATE TABLE visits_rest PARTITION OF visits DEFAULT;",
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE events DETACH PARTITION events_2023;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE public.events DETACH PARTITION events_2023;\nCOMMIT;",
    ],
    good: [
      'ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;',
      'ALTER TABLE events DETACH PARTITION events_2023 FINALIZE;',
      {
        before: {
          'db/migration/V1__events.sql':
            "CREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at);\nCREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
        },
        files: {
          'db/migration/V2__detach.sql':
            "SET lock_timeout = '5s';\nALTER TABLE events DETACH PARTITION events_2023;",
        },
        version: 13,
      },
      {
        files: {
          'db/migrations/0002_detach.sql':
            "SET lock_timeout = '5s';\nALTER TABLE visits DETACH PARTITION visits_1;",
        },
        note: 'With a default partition the server refuses CONCURRENTLY.',
      },
      'CREATE TABLE logs (id bigint) PARTITION BY LIST (id);\nCREATE TABLE logs_1 PARTITION OF logs FOR VALUES IN (1);\nALTER TABLE logs DETACH PARTITION logs_1;',
    ],
  },
  *check(document, context) {
    if (context.version < 14) return
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'detach-partition' || action.mode !== 'blocking') continue
        const target = tableAtRisk(context, statement, statement.table)
        if (!target || (target.table && defaultPartitionOf(context.at(statement).before, target.table)))
          continue
        yield {
          at: action.range,
          subject: { kind: 'table', name: target.name },
          message: `Detaching ${action.partition} this way blocks every read and write of ${target.name}, all partitions included.`,
          evidence: [lock(`DETACH PARTITION takes ACCESS EXCLUSIVE on ${target.name}`)],
          ...target.assumed,
          ...locksTable(target.name, 'ACCESS EXCLUSIVE'),
          ...suggestion(document, context, statement),
        }
      }
    }
  },
})

function suggestion(document: SqlDocument, context: Context, statement: AlterTable): Pick<Hit, 'suggestion'> {
  if (statement.actions.length !== 1 || !standsAlone(document, context, statement)) return {}
  const end = endOfCode(document.text, statement.range)
  return { suggestion: { title: 'Detach the partition concurrently', edits: [edit(end, ' CONCURRENTLY')] } }
}
