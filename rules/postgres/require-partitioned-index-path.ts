import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { Catalog, Index, Table } from '../../src/core/catalog.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { CreateIndex } from '../../src/core/statement.ts'
import { isNew, lock } from './shared/at-risk.ts'
import { fails, worksUnder } from './shared/claims.ts'
import { sameKeys } from './shared/indexes.ts'
import { childrenOf } from './shared/relatives.ts'

export default defineRule({
  id: 'postgres/require-partitioned-index-path',
  title: 'Index a partitioned table one partition at a time',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'indexes', 'partitions'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'CREATE INDEX on a partitioned table builds the index on every partition in one statement and blocks writes to all of them until the last one is done. CONCURRENTLY is refused there.',
  fix: `1. \`CREATE INDEX events_at_idx ON ONLY events (at);\` makes an index on the parent that is not valid yet.
2. For each partition, outside a transaction: \`CREATE INDEX CONCURRENTLY events_2026_at_idx ON events_2026 (at);\`
3. For each partition: \`ALTER INDEX events_at_idx ATTACH PARTITION events_2026_at_idx;\` With the last one the parent's index becomes valid.`,
  references: [
    'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
    'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  ],
  examples: {
    before: `CREATE TABLE events (id bigint, at timestamptz, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE INDEX events_2026_kind_idx ON events_2026 (kind);`,
    bad: [
      'CREATE INDEX events_at_idx ON events (at);',
      'CREATE INDEX CONCURRENTLY events_at_idx ON events (at);',
      {
        files: { 'db/migrations/0002_example.sql': 'CREATE INDEX events_kind_idx ON events (kind);' },
        note: 'One partition has this index, the other one would be built now.',
      },
    ],
    good: [
      'CREATE INDEX events_at_idx ON ONLY events (at);',
      'CREATE INDEX CONCURRENTLY events_2026_at_idx ON events_2026 (at);',
      {
        files: {
          'db/migrations/0002_example.sql':
            'CREATE INDEX CONCURRENTLY events_2027_kind_idx ON events_2027 (kind);',
          'db/migrations/0003_example.sql': 'CREATE INDEX events_kind_idx ON events (kind);',
        },
        note: 'Every partition has this index already: Postgres attaches them and builds nothing.',
      },
      `CREATE TABLE clicks (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX clicks_at_idx ON clicks (at);`,
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'create-index') continue
      const { before } = context.at(statement)
      const table = findTable(before, statement.table)
      if (!table?.partitionBy) continue
      const name = displayName(table.name)
      const hit = { at: statement.range, subject: { kind: 'table', name } } as const
      if (statement.concurrently) {
        const message = `${name} is partitioned, and Postgres refuses CREATE INDEX CONCURRENTLY on a partitioned table.`
        yield { ...hit, message, evidence: [partitioned(name)], ...fails }
      } else if (!statement.only && buildsPartitions(context, statement, table, before)) {
        yield {
          ...hit,
          message: `${name} is partitioned: this builds the index on every partition and blocks writes to all of them until the last one is done.`,
          evidence: [
            partitioned(name),
            lock(`CREATE INDEX takes SHARE on ${name} and each of its partitions: blocks writes, not reads`),
          ],
          ...worksUnder('SHARE', name, 'build'),
        }
      }
    }
  },
})

const partitioned = (name: string) =>
  ({ strength: 'proved', kind: 'catalog', text: `${name} is a partitioned table` }) as const

function buildsPartitions(context: Context, statement: CreateIndex, table: Table, catalog: Catalog): boolean {
  if (isNew(context, table)) return false
  if (statement.ifNotExists && table.indexes.some(({ name }) => name === statement.name)) return false
  return !isReady(statement, table, catalog)
}

/** Whether every partition, however deep, has an index that the new one takes over instead of building its own. */
function isReady(statement: CreateIndex, table: Table, catalog: Catalog): boolean {
  const leaves = childrenOf(catalog, table).filter(({ partitionBy }) => partitionBy === undefined)
  const serves = (index: Index) =>
    index.valid && index.unique === statement.unique && sameKeys(index, statement)
  return leaves.length > 0 && leaves.every(({ indexes }) => indexes.some(serves))
}
