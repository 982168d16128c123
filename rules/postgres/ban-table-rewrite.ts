import type { Hit } from '../../src/core/finding.ts'
import type { Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterAction, Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'
import { type AtRisk, lock, tableAtRisk } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'

export default defineRule({
  id: 'postgres/ban-table-rewrite',
  title: 'Do not rewrite tables in a migration',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'rewrite'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'VACUUM FULL, CLUSTER and moves of a table to other storage copy it row by row or block by block under ACCESS EXCLUSIVE: nobody can read or write it, and it needs its own size again on disk.',
  fix: 'Reclaim space with `pg_repack` or a plain `VACUUM`. To move a table to another tablespace, access method or persistence, fill a new table in batches and swap the names, or do it in a maintenance window.',
  references: [
    'https://www.postgresql.org/docs/current/sql-vacuum.html',
    'https://www.postgresql.org/docs/current/sql-cluster.html',
    'https://www.postgresql.org/docs/current/sql-altertable.html',
  ],
  aliases: ['squawk:prefer-repack'],
  examples: {
    before:
      'CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE UNLOGGED TABLE visits (id bigint PRIMARY KEY);\nCREATE TABLE events (id bigint, at timestamptz) PARTITION BY RANGE (at);',
    bad: [
      'VACUUM FULL orders;',
      'VACUUM (FULL, ANALYZE);',
      'CLUSTER orders USING orders_pkey;',
      'ALTER TABLE orders SET UNLOGGED;',
      'ALTER TABLE orders SET TABLESPACE slow;',
      'ALTER TABLE orders SET ACCESS METHOD columnar;',
    ],
    good: [
      'VACUUM (ANALYZE) orders;',
      'ALTER TABLE orders CLUSTER ON orders_pkey;',
      "SET lock_timeout = '5s';\nALTER TABLE visits SET UNLOGGED;",
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nALTER TABLE parcels SET UNLOGGED;',
      "SET lock_timeout = '5s';\nALTER TABLE events SET TABLESPACE slow;",
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      for (const { name, verb, at } of rewrites(statement, context)) {
        if (name === undefined) {
          const message = `${verb} without a table rewrites every table it may, one after the other, while every read and write of each waits.`
          yield { at, subject: { kind: 'statement', name: verb }, message }
          continue
        }
        const target = tableAtRisk(context, statement, name)
        if (target) yield hitFor(target, verb, at)
      }
    }
  },
})

interface Rewrite {
  readonly name: Name | undefined
  readonly verb: string
  readonly at: Range
}

function rewrites(statement: Statement, context: Context): readonly Rewrite[] {
  const at = statement.range
  if (statement.kind === 'cluster') return [{ name: statement.table, verb: 'CLUSTER', at }]
  if (statement.kind === 'vacuum') {
    const names = statement.tables.length > 0 ? statement.tables : [undefined]
    return statement.full ? names.map((name) => ({ name, verb: 'VACUUM FULL', at })) : []
  }
  if (statement.kind !== 'alter-table' || statement.object !== 'table') return []
  return statement.actions.flatMap((action) => {
    const verb = verbOf(action, tableAtRisk(context, statement, statement.table))
    return verb ? [{ name: statement.table, verb, at: action.range }] : []
  })
}

/** Nothing for what moves no rows: a table that already is so, a partitioned table that has none. */
function verbOf(action: AlterAction, target: AtRisk | undefined): string | undefined {
  const table = target?.table
  if (action.kind === 'set-persistence') {
    const isSo = table && (table.persistence === 'permanent') === action.logged
    return isSo ? undefined : action.logged ? 'SET LOGGED' : 'SET UNLOGGED'
  }
  if (table?.partitionBy) return undefined
  if (action.kind === 'set-tablespace') return 'SET TABLESPACE'
  return action.kind === 'set-access-method' ? 'SET ACCESS METHOD' : undefined
}

function hitFor({ name, assumed }: AtRisk, verb: string, at: Range): Hit {
  return {
    at,
    subject: { kind: 'table', name },
    message: `${verb} copies all of ${name} while every read and write waits.`,
    evidence: [lock(`${verb} holds ACCESS EXCLUSIVE on ${name} until the copy is done`)],
    ...assumed,
    ...worksUnder('ACCESS EXCLUSIVE', name, 'rewrite'),
  }
}
