import { beforeAll, describe, expect, test } from 'vitest'
import type { Work } from '../../rules/postgres/shared/action-work.ts'
import { locksOf } from '../../rules/postgres/shared/locks.ts'
import { workOf } from '../../rules/postgres/shared/work.ts'
import { emptyCatalog } from '../../src/core/catalog/empty.ts'
import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import { fileContext } from '../../src/core/context.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import { runFile } from '../../src/core/replay.ts'
import { atLeast, type LockMode } from '../../src/core/statement.ts'
import { loadEngine } from '../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../src/sql/postgres/parse.ts'
import { type Row, rows, seenOn } from '../rehearsal/lock-table.ts'
import { base } from '../rehearsal/lock-table-base.ts'

// What rules know of locks and work without a server, held against what servers of every version did.

const versions = [11, 12, 13, 14, 15, 16, 17, 18]

/** What only running it shows, or is of no account to a rule. */
const leftToTheRehearsal: Readonly<Record<string, string>> = {
  'ALTER TABLE lines ALTER CONSTRAINT lines_order NOT ENFORCED':
    'what of the constraint is altered is not read',
  'ALTER TABLE orders ADD COLUMN c integer DEFAULT one()': 'since 12 the server looks into functions in SQL',
  'ALTER TYPE size ADD ATTRIBUTE depth integer CASCADE': 'tables of a type are not known as such',
  'ALTER TYPE size ALTER ATTRIBUTE width TYPE bigint CASCADE': 'tables of a type are not known as such',
  'TRUNCATE ONLY people': 'ONLY is not read',
  'LOCK TABLE ONLY people': 'ONLY is not read',
  "UPDATE ONLY people SET note = 'y'": 'ONLY is not read',
  'ALTER TABLE plain SET ACCESS METHOD heap': 'access methods are not known',
  'ALTER TABLE plain SET TABLESPACE pg_default': 'tablespaces are not known',
  'ALTER INDEX orders_customer SET TABLESPACE pg_default': 'tablespaces are not known',
  'ALTER TABLE ALL IN TABLESPACE elsewhere SET TABLESPACE pg_default': 'tablespaces are not known',
  'CREATE PUBLICATION everything FOR TABLE orders': 'it blocks no read and no write',
  'ANALYZE orders': 'it blocks no read and no write',
  'CREATE STATISTICS numbers_of_orders ON customer_id, status FROM orders': 'it blocks no read and no write',
  "INSERT INTO visits VALUES (9, '2024-01-01', 'p')": 'it blocks no read and no write',
  'REFRESH MATERIALIZED VIEW totals WITH NO DATA': 'an empty copy takes no time',
  'DROP FUNCTION touch() CASCADE': 'what a trigger calls is not known',
  'CREATE RULE r AS ON INSERT TO orders DO ALSO NOTHING': 'rules are not read',
  'VACUUM FULL people': 'it waits for one table at a time',
  'SELECT shrink()': 'what a function does is not known',
  'ALTER TABLE visits ADD COLUMN c bigint REFERENCES customers':
    'before 12 partitions are looked through in vain',
}

beforeAll(loadEngine)

const worlds = new Map<number, Catalog>()
function worldOf(version: number): Catalog {
  const parts = base.filter(({ since = 11 }) => since <= version)
  const known = worlds.get(parts.length)
  if (known) return known
  const { after, problems } = runFile(emptyCatalog, documentOf(parts.map(({ sql }) => sql).join('\n')))
  expect(problems).toEqual([])
  worlds.set(parts.length, after)
  return after
}

function documentOf(text: string): SqlDocument {
  return {
    language: 'sql',
    path: 'script.sql',
    text,
    dialect: 'postgres',
    ...parsePostgres(text),
    undo: [],
  }
}

test('a partitioned table takes its partitions along where a statement goes over all of them', () => {
  for (const sql of ['VACUUM FULL visits', 'REINDEX TABLE visits', 'CLUSTER visits USING visits_pkey']) {
    const row: Row = { ...{ group: '', first: [], sql, alone: true, since: 11, seen: [] } }
    expect(told(row, 18).map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['visits', 'visits_2024', 'visits_2025']),
    )
  }
})

describe.each([...new Set(rows.map(({ group }) => group))])('%s', (group) => {
  test.each(rows.filter((row) => row.group === group))('$sql', (row) => {
    const known = versions.filter((version) => version >= row.since && !seenOn(row, version).error)
    // Work beside which others read and write is none to a rule.
    const parts = row.alone ? -1 : undefined
    const [say, saw] = [told, observed].map((of) =>
      known.map((version) => [version, ...of(row, version).slice(0, parts)]),
    )
    if (leftToTheRehearsal[row.sql]) expect(say).not.toEqual(saw)
    else expect(say).toEqual(saw)
  })
})

function observed(row: Row, version: number): string[] {
  const { locks, rewrites, scans, builds } = seenOn(row, version)
  const catalog = worldOf(version)
  const scanned = scans.filter((name) => atLeast(locks[name] ?? 'ACCESS SHARE', 'ROW EXCLUSIVE'))
  return [
    ...Object.entries(locks)
      .filter(([name, mode]) => atLeast(mode, 'ROW EXCLUSIVE') && findTable(catalog, name))
      .map(([name, mode]) => `${name}: ${mode}`)
      .sort(),
    rewrites.length > 0 ? 'rewrite' : builds.length > 0 ? 'build' : scanned.length > 0 ? 'scan' : 'nothing',
  ]
}

function told(row: Row, version: number): string[] {
  const catalog = worldOf(version)
  const document = documentOf([...row.first, row.sql].map((sql) => `${sql};\n`).join(''))
  const run = runFile(catalog, document)
  const context = { ...fileContext(run, { version, statistics: {}, siblings: [] }), options: {} }
  const best = new Map<string, LockMode>()
  const work: Work[] = []
  for (const statement of document.statements.slice(row.first.length)) {
    if (statement.kind === 'unparsed') continue
    for (const { table, mode } of locksOf(statement, context.at(statement).before, version)) {
      const name = displayName(table)
      if (findTable(catalog, name) && atLeast(mode, best.get(name) ?? 'ROW EXCLUSIVE')) best.set(name, mode)
    }
    work.push(...workOf(document, statement, context))
  }
  const kinds = work.map(({ kind }) => (kind === 'write' ? 'scan' : kind))
  const heaviest = (['rewrite', 'build', 'scan'] as const).find((kind) => kinds.includes(kind))
  return [...[...best].map(([name, mode]) => `${name}: ${mode}`).sort(), heaviest ?? 'nothing']
}
