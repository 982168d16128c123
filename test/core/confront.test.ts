import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Rehearsal, RehearsedBase, RehearsedStep } from '../../src/core/rehearsal.ts'
import type { ExampleCase } from '../../src/core/rule.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import { closeReader, reviewExample } from '../rules/review-example.ts'

// What a rehearsal makes of what rules say, with rehearsals written by hand: each says something else of one statement.

afterAll(closeReader)

const path = 'db/migrations/0002_change.sql'
const setNotNull = "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN status SET NOT NULL;"
const createIndex = 'CREATE INDEX orders_status_idx ON orders (status);'

/** What the last statement of the file was seen to do. */
type Seen = Partial<Omit<RehearsedStep, 'range'>>
const locked = (mode: RehearsedStep['locks'][number]['mode'], table = 'public.orders') => ({
  relation: table,
  table,
  kind: 'table' as const,
  mode,
  existing: true,
})
const worked = (kind: RehearsedStep['work'][number]['kind'], table = 'public.orders') => ({
  kind,
  table,
  existing: true,
  sign: 'said so',
})
const exclusive: Seen = { locks: [locked('ACCESS EXCLUSIVE')] }

interface World extends Partial<RehearsedBase> {
  /** Number of the statement that did it; left out: the last one. */
  readonly nth?: number
  /** What was seen of others, by their numbers. */
  readonly others?: Readonly<Record<number, Seen>>
  readonly server?: number
  readonly version?: number
}

async function reviewed(sql: string, seen: Seen, world: World = {}) {
  const example: ExampleCase = {
    before: {
      'db/migrations/0001_orders.sql':
        'CREATE TABLE orders (id bigint PRIMARY KEY, status text, total numeric);',
    },
    files: { [path]: sql },
    version: world.version ?? 18,
  }
  const [rule] = rules
  if (!rule) throw new Error('there are no rules')
  const report = await reviewExample(rule, example, answering(seen, world))
  const introduced = report.findings.filter(({ status }) => status === 'introduced')
  return { report, ids: introduced.map(({ ruleId }) => ruleId), findings: introduced }
}

/** A rehearser that ran every statement quietly and saw this of one. */
function answering(seen: Seen, { server = 18, nth, others, version: _, ...base }: World): Rehearser {
  return {
    async rehearse({ history, files }): Promise<Rehearsal> {
      const [script] = files
      const steps = (script?.up.statements ?? []).map(({ range, transaction }, i, all): RehearsedStep => {
        const quiet = { range, watched: true, locks: [], work: [], rows: [], inner: [] }
        const step = transaction === undefined ? quiet : { ...quiet, transaction }
        return i === (nth ?? all.length - 1) ? { ...step, ...seen } : { ...step, ...others?.[i] }
      })
      return {
        history,
        server: { version: server, kind: 'embedded' },
        base: { files: 1, stubs: [], skipped: [], tablesWithRows: ['public.orders'], ...base },
        files: [{ path, outcome: seen.error ? 'failed' : 'applied', steps }],
      }
    },
    close: async () => {},
  }
}

const notNull = 'postgres/require-proven-not-null'

describe('what was seen', () => {
  test('confirms a finding, in words', async () => {
    const { findings } = await reviewed(setNotNull, { ...exclusive, work: [worked('scan')] })
    const found = findings.find(({ ruleId }) => ruleId === notNull)
    expect(found?.confidence).toBe('high')
    expect(found?.evidence).toContainEqual({
      strength: 'measured',
      kind: 'scan',
      text: 'The rehearsal saw ACCESS EXCLUSIVE on orders and a scan of it.',
    })
  })

  test('corrects what was said of another mode', async () => {
    const { findings } = await reviewed(createIndex, {
      locks: [locked('SHARE')],
      work: [worked('scan')],
    })
    const found = findings.find(({ ruleId }) => ruleId === 'postgres/require-concurrent-index')
    expect(found?.message).toContain('The rehearsal saw SHARE on orders and a scan of it instead.')
  })

  test('is told of an index build on another table as of a finding of its own', async () => {
    const work = [worked('build', 'public.customers')]
    const locks = [locked('SHARE', 'public.customers')]
    const { ids } = await reviewed(createIndex, { locks, work })
    expect(ids).toContain('postgres/ban-blocking-work')
  })
})

describe('what was not seen', () => {
  test('drops a finding, and the report lists it with what the server did instead', async () => {
    const { ids, report } = await reviewed(setNotNull, exclusive)
    expect(ids).not.toContain(notNull)
    expect(report.rehearsal?.disproved).toMatchObject([
      {
        ruleId: notNull,
        path,
        subject: 'orders.status',
        why: 'The rehearsal saw ACCESS EXCLUSIVE on orders, and no pass over its rows.',
      },
    ])
  })

  test.each<[string, Seen, World]>([
    ['a statement that nobody could watch', { watched: false }, {}],
    ['a statement that failed', { ...exclusive, error: { code: '22012', message: 'division by zero' } }, {}],
    [
      'a statement that failed for sample rows',
      { ...exclusive, failedOnSamples: { code: '23502', message: 'contains null values' } },
      {},
    ],
    ['a table without rows', exclusive, { tablesWithRows: [] }],
    ['a table that is a stand-in', exclusive, { stubs: [{ kind: 'table', name: 'public.orders' }] }],
    [
      'a base that lacks a statement on the table',
      exclusive,
      {
        skipped: [
          {
            path: 'db/migrations/0001_orders.sql',
            range: { start: 0, end: 40 },
            error: { code: '42704', message: 'no such type' },
          },
        ],
      },
    ],
  ])('says nothing of %s', async (_, seen, world) => {
    const { ids } = await reviewed(setNotNull, seen, world)
    expect(ids).toContain(notNull)
  })

  test('leaves a comment that suppresses the finding in its right', async () => {
    const comment = `-- sluice:ignore ${notNull} until=2999-12-31 reason="all are filled"\n`
    const sql = setNotNull.replace('ALTER', `${comment}ALTER`)
    const { report } = await reviewed(sql, exclusive)
    const said = (findings: readonly { readonly message: string }[]) =>
      findings.map(({ message }) => message).join('\n')
    expect(said(report.findings)).not.toContain('Nothing here is suppressed by')
    const elsewhere = await reviewed(`${comment}ANALYZE orders;`, {})
    expect(said(elsewhere.report.findings)).toContain('Nothing here is suppressed by')
    expect(report.findings.map(({ ruleId }) => ruleId)).not.toContain(notNull)
  })

  test('says nothing of a table that the file emptied before', async () => {
    const sql = `DELETE FROM orders WHERE id > 0;\n${setNotNull}`
    const emptied = (i: number) =>
      i === 0
        ? {
            rows: [
              { table: 'public.orders', existing: true, inserted: 0, updated: 0, deleted: 3, before: 3 },
            ],
          }
        : {}
    const rehearser = answering(exclusive, {})
    const [rule] = rules
    if (!rule) throw new Error('there are no rules')
    const report = await reviewExample(
      rule,
      {
        before: {
          'db/migrations/0001_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);',
        },
        files: { [path]: sql },
        version: 18,
      },
      {
        ...rehearser,
        async rehearse(request) {
          const told = await rehearser.rehearse(request)
          const files = told.files.map((file) =>
            file.outcome === 'not-rehearsed'
              ? file
              : { ...file, steps: file.steps.map((step, i) => ({ ...step, ...emptied(i) })) },
          )
          return { ...told, files }
        },
      },
    )
    expect(report.findings.map(({ ruleId }) => ruleId)).toContain(notNull)
  })

  test('says nothing of what a guarded block did not come to run', async () => {
    const sql =
      "DO $$ BEGIN IF current_user = 'ada' THEN ALTER TABLE orders ALTER COLUMN status SET NOT NULL; END IF; END $$;"
    const { ids } = await reviewed(sql, {})
    expect(ids).toContain(notNull)
  })
})

describe('what a block did', () => {
  const rewriteId = 'postgres/ban-type-change-rewrite'
  const toText = 'ALTER TABLE orders ALTER COLUMN total TYPE text'
  const inner = (sql: string) => ({ inner: [{ sql }] })
  const quiet = { ...exclusive, ...inner(toText) }
  const block = `DO $$ BEGIN ${toText}; END $$;`

  test('and left no trace of is dropped where all of it stood', async () => {
    expect((await reviewed(block, quiet)).ids).not.toContain(rewriteId)
  })

  test.each<[string, string, Seen]>([
    ['an error was caught on its way', block, { ...quiet, caught: true }],
    ['a handler stands around it', block.replace('; END', '; EXCEPTION WHEN others THEN NULL; END'), quiet],
    ['no lock is left of it', block, inner(toText)],
    ['the table was emptied in it', block, { ...quiet, work: [worked('truncate')] }],
  ])('is not dropped where %s', async (_, sql, seen) => {
    expect((await reviewed(sql, seen)).ids).toContain(rewriteId)
  })

  test('is not dropped for want of a scan, which a function may hide', async () => {
    const sql = 'ALTER TABLE orders ALTER COLUMN status SET NOT NULL'
    const { ids } = await reviewed(`DO $$ BEGIN ${sql}; END $$;`, { ...exclusive, ...inner(sql) })
    expect(ids).toContain(notNull)
  })

  test('is confirmed where it was seen, error or not', async () => {
    const seen: Seen = { ...quiet, work: [worked('rewrite')], caught: true }
    const found = (await reviewed(block, seen)).findings.find(({ ruleId }) => ruleId === rewriteId)
    expect(found?.evidence.map(({ text }) => text)).toContain(
      'The rehearsal saw ACCESS EXCLUSIVE on orders and a rewrite of it.',
    )
  })

  test('cannot show that it does not fail where errors are caught', async () => {
    const sql = 'ALTER TABLE orders ADD COLUMN must int NOT NULL'
    const required = 'migration/ban-required-column'
    const step = { ...exclusive, ...inner(sql) }
    expect((await reviewed(`DO $$ BEGIN ${sql}; END $$;`, step)).ids).not.toContain(required)
    expect((await reviewed(`DO $$ BEGIN ${sql}; END $$;`, { ...step, caught: true })).ids).toContain(required)
  })
})

test('what another statement did in its place drops nothing', async () => {
  expect((await reviewed(setNotNull, { ...exclusive, isStandIn: true })).ids).toContain(notNull)
  const required = 'migration/ban-required-column'
  const sql = 'ALTER TABLE orders ADD COLUMN must int NOT NULL;'
  expect((await reviewed(sql, { ...exclusive, isStandIn: true })).ids).toContain(required)
  expect((await reviewed(sql, exclusive)).ids).not.toContain(required)
})

describe('rows that had to go', () => {
  const failedOnSamples = { code: '23502', message: 'contains null values' }

  test('in an earlier statement leave nothing to go through', async () => {
    const sql = `UPDATE orders SET total = NULL WHERE id = 1;\n${setNotNull}`
    expect((await reviewed(sql, exclusive, { others: { 0: { failedOnSamples } } })).ids).toContain(notNull)
    expect((await reviewed(sql, exclusive)).ids).not.toContain(notNull)
  })
})

describe('a partition that the catalog does not know', () => {
  test('may be of any table', async () => {
    const work = [worked('scan', 'public.orders_2026')]
    expect((await reviewed(setNotNull, { ...exclusive, work })).ids).toContain(notNull)
    const made = [{ ...worked('scan', 'public.orders_2026'), existing: false }]
    expect((await reviewed(setNotNull, { ...exclusive, work: made })).ids).not.toContain(notNull)
  })
})

describe('a server of another version', () => {
  const proven =
    "SET lock_timeout = '5s';\nALTER TABLE orders ADD CONSTRAINT s CHECK (status IS NOT NULL);\nALTER TABLE orders ALTER COLUMN status SET NOT NULL;"

  test('disproves what the rule says of both versions', async () => {
    const { ids } = await reviewed(setNotNull, exclusive, { version: 15 })
    expect(ids).not.toContain(notNull)
  })

  test('says nothing of what the rule says of one version only', async () => {
    const { ids } = await reviewed(proven, exclusive, { version: 11 })
    expect(ids).toContain(notNull)
  })
})

describe('a hazard that no rule names', () => {
  const hidden = 'SELECT 1;'
  const seen: Seen = { ...exclusive, work: [worked('rewrite')] }

  test('is reported where it was seen', async () => {
    const { ids } = await reviewed(hidden, seen)
    expect(ids).toContain('postgres/ban-blocking-work')
  })

  test('is none under a lock that nobody waits for', async () => {
    const { ids } = await reviewed(hidden, { ...seen, locks: [locked('SHARE UPDATE EXCLUSIVE')] })
    expect(ids).not.toContain('postgres/ban-blocking-work')
  })

  test('is none on a table that the change made itself', async () => {
    const { ids } = await reviewed(hidden, { ...seen, work: [{ ...worked('rewrite'), existing: false }] })
    expect(ids).not.toContain('postgres/ban-blocking-work')
  })

  test('is left to the rule that names it', async () => {
    const { ids } = await reviewed(createIndex, { locks: [locked('SHARE')], work: [worked('build')] })
    expect(ids).toContain('postgres/require-concurrent-index')
    expect(ids).not.toContain('postgres/ban-blocking-work')
  })
})

describe('a transaction that holds a lock', () => {
  const sql = 'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nSELECT 1;\nCOMMIT;'
  const seen = { work: [worked('rewrite', 'public.customers')] }

  test('is prolonged by work that only the rehearsal saw', async () => {
    const { findings } = await reviewed(sql, seen, { nth: 2, others: { 1: exclusive } })
    const found = findings.find(({ ruleId }) => ruleId === 'postgres/ban-work-under-exclusive-lock')
    expect(found?.message).toBe(
      'The transaction already holds ACCESS EXCLUSIVE on orders: every read and write of it waits while rewriting customers goes on.',
    )
  })

  test('is none where the rehearsal saw no such lock taken', async () => {
    const { ids } = await reviewed(sql, seen, { nth: 2 })
    expect(ids).not.toContain('postgres/ban-work-under-exclusive-lock')
  })

  test('is not by rows that a statement reads', async () => {
    const read = { work: [{ ...worked('scan', 'public.customers'), sign: 'all of its rows were read (2)' }] }
    const { ids } = await reviewed(sql, read, { nth: 2, others: { 1: exclusive } })
    expect(ids).not.toContain('postgres/ban-work-under-exclusive-lock')
  })
})

describe('a block whose SQL is dynamic', () => {
  const block = "DO $$ BEGIN EXECUTE 'DEL' || 'ETE FROM orders'; END $$;"
  const opaque = 'migration/opaque-statement'
  const deleted = { table: 'public.orders', existing: true, inserted: 0, updated: 0, deleted: 3, before: 3 }

  const place = { line: 1, isDynamic: true, isDirect: true }

  test('is known once what it puts together was heard, and not because it ran to its end', async () => {
    const inner = [{ sql: 'ANALYZE orders', place }]
    expect((await reviewed(block, { inner })).ids).not.toContain(opaque)
    expect((await reviewed(block, {})).ids).toContain(opaque)
  })

  test('is told where it deletes rows', async () => {
    const { findings } = await reviewed(block, { rows: [deleted] })
    const found = findings.find(({ ruleId }) => ruleId === opaque)
    expect(found?.message).toContain('In the rehearsal it deleted 3 of 3 rows of orders')
  })

  test('is told as a DELETE without WHERE where the rehearsal saw that run', async () => {
    const { ids } = await reviewed(block, { rows: [deleted], inner: [{ sql: 'DELETE FROM orders', place }] })
    expect(ids).toContain('migration/require-where')
    expect(ids).not.toContain(opaque)
  })

  test('is told where it took locks that nothing heard explains', async () => {
    const { findings } = await reviewed(block, exclusive)
    const found = findings.find(({ ruleId }) => ruleId === opaque)
    expect(found?.message).toContain('In the rehearsal it took ACCESS EXCLUSIVE on orders')
  })

  test('is told of what was read as a query, and is none where it locks as a query does', async () => {
    const query = 'SELECT total FROM orders;'
    const { findings } = await reviewed(query, exclusive)
    const found = findings.find(({ ruleId }) => ruleId === opaque)
    expect(found?.message).toBe(
      'The server ran more than this text says: in the rehearsal it took ACCESS EXCLUSIVE on orders.',
    )
    expect((await reviewed(query, { locks: [locked('ROW SHARE')] })).ids).not.toContain(opaque)
  })

  const making = (body: string) =>
    `CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;\nSELECT tidy();`
  const dynamic = making("IF now() > '2030-01-01' THEN EXECUTE 'TRUN' || 'CATE orders'; END IF;")

  test('in a function is known only where all of its body was heard', async () => {
    expect((await reviewed(dynamic, {})).ids).toContain(opaque)
    const inner = [{ sql: 'ALTER TABLE orders ALTER COLUMN status SET DEFAULT 1', place }]
    expect((await reviewed(dynamic, { inner })).ids).not.toContain(opaque)
    expect((await reviewed(making('PERFORM count(*) FROM orders;'), {})).ids).not.toContain(opaque)
    expect((await reviewed(making('PERFORM others();'), { inner })).ids).toContain(opaque)
  })

  test.each<[string, Seen, World]>([
    ['it was not watched', { watched: false }, {}],
    ['it locked a table and nothing tells by what', exclusive, {}],
    ['it failed', { error: { code: '22012', message: 'division by zero' } }, {}],
    ['it calls a stand-in', {}, { stubs: [{ kind: 'function', name: 'orders' }] }],
  ])('stays unknown where %s', async (_, seen, world) => {
    expect((await reviewed(block, seen, world)).ids).toContain(opaque)
  })

  test('that did not come to a guarded statement is said beside what the rule says of it', async () => {
    const sql =
      "DO $$ BEGIN IF current_user = 'ada' THEN ALTER TABLE orders ALTER COLUMN status SET NOT NULL; END IF; END $$;"
    const { findings } = await reviewed(sql, {})
    expect(findings.find(({ ruleId }) => ruleId === notNull)?.evidence.at(-1)?.text).toBe(
      'The rehearsal ran the block and did not come to this statement.',
    )
  })
})

describe('a failure', () => {
  const error = { code: '42710', message: 'this is there already' }

  test('is a finding', async () => {
    const { ids } = await reviewed('ANALYZE orders;', { error })
    expect(ids).toContain('postgres/rehearsal-failed')
  })

  test('is told once where the history explains it', async () => {
    const { ids, findings } = await reviewed('ALTER TABLE orders ADD COLUMN status text;', { error })
    expect(ids).not.toContain('postgres/rehearsal-failed')
    const found = findings.find(({ ruleId }) => ruleId === 'migration/contradicts-history')
    expect(found?.confidence).toBe('high')
    expect(found?.evidence.at(-1)?.text).toBe('The rehearsal ended with: this is there already (42710).')
  })

  test('proves nothing where a stand-in is what fails', async () => {
    const { ids, report } = await reviewed(
      'ANALYZE orders;',
      { error: { code: '42883', message: 'function st_area(text) does not exist' } },
      { stubs: [{ kind: 'function', name: 'st_area' }] },
    )
    expect(ids).not.toContain('postgres/rehearsal-failed')
    expect(report.rehearsal?.histories[0]?.files[0]).toMatchObject({
      outcome: 'failed',
      excuse: expect.any(String),
    })
  })

  test('of a long list of rules is not explained by what would only take long', async () => {
    const { ids } = await reviewed(createIndex, { error })
    expect(ids).toContain('postgres/rehearsal-failed')
  })
})
