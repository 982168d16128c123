import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import type { Hit } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterAction, AlterTable } from '../../src/core/statement.ts'
import { lock, tableAtRisk } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { provesBound } from './shared/partition-bound.ts'
import { childrenOf, defaultPartitionOf } from './shared/relatives.ts'

export default defineRule({
  id: 'postgres/require-attach-check',
  title: 'Prove the bound of a partition before attaching it',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'partitions', 'scan'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'ATTACH PARTITION reads every row of the new partition under ACCESS EXCLUSIVE to see that it fits, and of the default partition to see that none of its rows belong there. A validated CHECK that says the same spares the scan.',
  fix: `1. \`ALTER TABLE events_2024 ADD CONSTRAINT events_2024_bound CHECK (at IS NOT NULL AND at >= '2024-01-01' AND at < '2025-01-01') NOT VALID;\`
2. In a transaction of its own: \`ALTER TABLE events_2024 VALIDATE CONSTRAINT events_2024_bound;\`
3. \`ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');\` and drop the CHECK afterwards.

A default partition needs a CHECK that excludes the new bound.`,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION',
    'https://www.postgresql.org/docs/current/ddl-partitioning.html',
  ],
  examples: {
    before: `CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE bare (id bigint, at date NOT NULL);
CREATE TABLE checked (id bigint, at date NOT NULL, CHECK (at >= '2024-01-01' AND at < '2025-01-01'));
CREATE TABLE unvalidated (id bigint, at date NOT NULL);
ALTER TABLE unvalidated ADD CONSTRAINT bound CHECK (at >= '2024-01-01' AND at < '2025-01-01') NOT VALID;
CREATE TABLE jobs (id bigint, state text) PARTITION BY LIST (state);
CREATE TABLE jobs_done (id bigint, state text NOT NULL, CHECK (state = 'done'));
CREATE TABLE jobs_maybe (id bigint, state text, CHECK (state = 'done'));`,
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE events ATTACH PARTITION bare FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
      "SET lock_timeout = '5s';\nALTER TABLE events ATTACH PARTITION unvalidated FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
      "SET lock_timeout = '5s';\nALTER TABLE events ATTACH PARTITION checked FOR VALUES FROM ('2024-06-01') TO ('2025-01-01');",
      "SET lock_timeout = '5s';\nALTER TABLE jobs ATTACH PARTITION jobs_maybe FOR VALUES IN ('done');",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE events ATTACH PARTITION checked FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
      "SET lock_timeout = '5s';\nALTER TABLE events ATTACH PARTITION checked FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);",
      "SET lock_timeout = '5s';\nALTER TABLE jobs ATTACH PARTITION jobs_done FOR VALUES IN ('done', 'failed');",
      "CREATE TABLE events_2025 (id bigint, at date NOT NULL);\nALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'attach-partition') continue
        const hit = partitionHit(statement, action, context) ?? defaultHit(statement, action, context)
        if (hit) yield hit
      }
    }
  },
})

type Attach = Extract<AlterAction, { kind: 'attach-partition' }>

function partitionHit(statement: AlterTable, action: Attach, context: Context): Hit | undefined {
  const target = tableAtRisk(context, statement, action.partition)
  if (!target) return undefined
  const { before } = context.at(statement)
  const parent = findTable(before, statement.table)
  if (target.table && !mustLook(target.table, parent, action, context.version)) return undefined
  if (action.bound.isDefault && parent && childrenOf(before, parent).length === 0) return undefined
  return {
    at: action.range,
    subject: { kind: 'table', name: target.name },
    message: `No validated CHECK says that the rows of ${target.name} fit, so attaching it reads all of them while every read and write of it waits.`,
    evidence: [lock(`ATTACH PARTITION takes ACCESS EXCLUSIVE on ${target.name}`)],
    ...target.assumed,
    ...worksUnder('ACCESS EXCLUSIVE', target.name, 'scan'),
  }
}

/** Whether the server cannot know without reading rows; a check that cannot be compared here is trusted. */
function mustLook(table: Table, parent: Table | undefined, { bound }: Attach, version: number): boolean {
  if (table.shape === 'partial' || version < 11) return false
  if (!parent?.partitionBy)
    return !table.constraints.some(({ kind, validated }) => kind === 'check' && validated)
  return provesBound(table, parent.partitionBy, bound) === 'no'
}

function defaultHit(statement: AlterTable, action: Attach, context: Context): Hit | undefined {
  const { before } = context.at(statement)
  const parent = findTable(before, statement.table)
  const fallback = parent && !action.bound.isDefault ? defaultPartitionOf(before, parent) : undefined
  if (!parent || !fallback || context.existing(statement, fallback.name) === 'new') return undefined
  const isChecked = fallback.constraints.some(
    ({ kind, validated, columns }) =>
      kind === 'check' && validated && columns.some((column) => parent.partitionBy?.columns.includes(column)),
  )
  if (isChecked) return undefined
  const [name, of] = [displayName(fallback.name), displayName(parent.name)]
  return {
    at: action.range,
    subject: { kind: 'table', name },
    message: `${name} is the default partition of ${of}: all its rows are read to see that none belongs into ${action.partition}, while every read and write of it waits.`,
    evidence: [lock(`ATTACH PARTITION takes ACCESS EXCLUSIVE on the default partition ${name}`)],
    ...worksUnder('ACCESS EXCLUSIVE', name, 'scan'),
  }
}
