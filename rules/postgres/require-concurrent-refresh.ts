import { displayName, findRelation } from '../../src/core/catalog/lookup.ts'
import type { View } from '../../src/core/catalog.ts'
import type { Hit } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { RefreshMaterializedView } from '../../src/core/statement.ts'
import { isNew, lock } from './shared/at-risk.ts'
import { fails, locksTable } from './shared/claims.ts'
import { insertAfter } from './shared/edits.ts'

export default defineRule({
  id: 'postgres/require-concurrent-refresh',
  title: 'Refresh materialized views concurrently',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'views'],
  since: '0.1.0',
  why: 'A plain REFRESH holds an ACCESS EXCLUSIVE lock while the whole query of the view runs: nobody can read the view until it is done.',
  fix: `1. Once: \`CREATE UNIQUE INDEX CONCURRENTLY order_totals_key ON order_totals (status);\` on plain columns, without WHERE.
2. \`REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;\``,
  references: ['https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html'],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE MATERIALIZED VIEW order_totals AS SELECT status, count(*) AS orders FROM orders GROUP BY status;
CREATE UNIQUE INDEX order_totals_key ON order_totals (status);
CREATE MATERIALIZED VIEW order_ids AS SELECT id FROM orders;
CREATE UNIQUE INDEX order_ids_even ON order_ids (id) WHERE id % 2 = 0;`,
    bad: [
      'REFRESH MATERIALIZED VIEW order_totals;',
      'REFRESH MATERIALIZED VIEW public.order_ids WITH DATA;',
      {
        files: { 'db/migrations/0002_example.sql': 'REFRESH MATERIALIZED VIEW CONCURRENTLY order_ids;' },
        note: 'Its only unique index leaves rows out, so Postgres refuses.',
      },
    ],
    good: [
      'REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;',
      {
        files: { 'db/migrations/0002_example.sql': 'REFRESH MATERIALIZED VIEW order_totals WITH NO DATA;' },
        note: 'This empties the view and runs no query.',
      },
      `CREATE MATERIALIZED VIEW late_orders AS SELECT id FROM orders WITH NO DATA;
REFRESH MATERIALIZED VIEW late_orders;`,
      {
        files: {
          'db/migrations/0002_example.sql':
            'CREATE MATERIALIZED VIEW late_orders AS SELECT id FROM orders WITH NO DATA;',
          'db/migrations/0003_example.sql': 'REFRESH MATERIALIZED VIEW late_orders;',
        },
        note: 'The first refresh cannot be concurrent, and nobody reads the view yet.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'refresh-materialized-view' || !statement.withData) continue
      const { before } = context.at(statement)
      const found = findRelation(before, statement.view)
      const view = found?.kind === 'materialized-view' ? found : undefined
      const name = displayName(view?.name ?? statement.view)
      const hit = { at: statement.range, subject: { kind: 'view', name } } as const
      if (statement.concurrently) {
        // An index may be there unseen when part of the history was not read.
        if (!view || hasRowKey(view) || before.partial.length > 0) continue
        yield {
          ...hit,
          message: `${name} has no unique index on plain columns over all rows, so Postgres refuses to refresh it concurrently.`,
          ...fails,
        }
      } else if (!view || !(isNew(context, view) || isMadeBeside(context, view))) {
        yield {
          ...hit,
          message: `Refreshing ${name} blocks every read of it until its query has run again.`,
          evidence: [lock(`REFRESH MATERIALIZED VIEW takes ACCESS EXCLUSIVE on ${name}: blocks reads`)],
          ...locksTable(name, 'ACCESS EXCLUSIVE'),
          ...(view
            ? {}
            : { assumption: `Nothing read here creates ${name}, so it is taken to exist and to be read.` }),
          ...(view && hasRowKey(view) ? concurrently(document.text, statement) : {}),
        }
      }
    }
  },
})

/** What a concurrent refresh tells rows apart by. */
function hasRowKey({ indexes }: View): boolean {
  return indexes.some(
    ({ unique, where, keys }) => unique && !where && keys.every(({ column }) => column !== undefined),
  )
}

/** Whether another file of the pull request creates the view. */
function isMadeBeside({ siblings, before }: Context, { id }: View): boolean {
  return siblings.some(({ statements }) =>
    statements.some(
      (s) => s.kind === 'create-view' && s.materialized && findRelation(before, s.view)?.id === id,
    ),
  )
}

function concurrently(text: string, { range }: RefreshMaterializedView): Pick<Hit, 'suggestion'> {
  return insertAfter(text, range, ['VIEW'], { title: 'Refresh concurrently', text: ' CONCURRENTLY' })
}
