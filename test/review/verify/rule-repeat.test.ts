import { describe, expect, test } from 'vitest'
import type { GroundFinding } from '../../../src/review/question.ts'
import { repeatsRule } from '../../../src/review/verify/rule-repeat.ts'
import { prepared } from './change.ts'

const path = 'db/7_orders.sql'

/** One statement on lines 4 to 5, what rules say of it, the same in other words, and something else about it. */
type Case = [rule: string, message: string, same: string[], other: string[]]

const cases: Case[] = [
  [
    'postgres/require-concurrent-index',
    'Building this index blocks every write to orders until it is done.',
    [
      'The index build stops writes on orders',
      'CREATE INDEX without CONCURRENTLY takes a lock on orders',
      'Inserts into orders wait while the index is built',
    ],
    [
      'The index on status alone is not selective enough to be used',
      'The index has its columns in the wrong order for the query it is made for',
      'The unique index fails because two orders share a number',
    ],
  ],
  [
    'migration/ban-drop-column',
    'Dropping customers.legacy_code deletes its values for good, and breaks the running version wherever it names the column.',
    [
      'The data in legacy_code is lost permanently',
      'Old pods still running fail once legacy_code is gone, as the previous version selects it',
      'Dropping the column destroys its data',
    ],
    [
      'The view v_codes still selects legacy_code',
      'legacy_code is the only key by which invoices find their customer',
      'A rollback of this migration cannot bring back what the down script needs',
    ],
  ],
  [
    'postgres/require-proven-not-null',
    'Making orders.status NOT NULL reads all of orders to look for nulls, and nothing can read or write the table until that is done.',
    [
      'SET NOT NULL scans the whole table under an exclusive lock',
      'Traffic on orders stalls behind this statement',
    ],
    [
      'Rows written before the backfill still have a null status',
      'The backfill skips archived orders, whose status stays null',
    ],
  ],
  [
    'postgres/require-not-valid-foreign-key',
    'Adding this foreign key checks every row of invoices, and every write to invoices and orders waits until it is done.',
    [
      'The foreign key locks both tables while it is validated',
      'Adding the constraint without NOT VALID blocks writes',
    ],
    [
      'The foreign key points at the wrong column',
      'Deleting an order now deletes its invoices through ON DELETE SET NULL',
    ],
  ],
  [
    'migration/require-where',
    'This changes every row of orders.',
    ['The update has no WHERE and so changes all rows'],
    ['The update sets the total without tax', 'The update reads the rate of the wrong year'],
  ],
  [
    'migration/require-rollback',
    'This migration does not say how it is undone.',
    ['There is no down script to roll back with'],
    ['The flag is read by the billing job before it is set'],
  ],
  [
    'migration/require-batched-backfill',
    'This changes all 12 million rows of orders in one statement, and holds their locks until it is done.',
    ['The backfill is one long-running update instead of batches'],
    ['The backfill turns an unknown country into Germany'],
  ],
  [
    'migration/ban-float-money',
    'orders.total is an amount of money in double precision.',
    ['The amount is stored as a float, so cents are rounded'],
    ['The total is net although the description says gross'],
  ],
  [
    'terraform/rds-encryption',
    'aws_db_instance.main keeps its data unencrypted.',
    ['Storage of the database is not encrypted at rest'],
    [
      'The database has a public address',
      'A single zone outage takes the database down for lack of a standby',
    ],
  ],
  [
    'terraform/s3-policy-public',
    'aws_s3_bucket_policy.lake lets anybody read the bucket.',
    ['The bucket is open to the whole internet', 'Any principal can read objects: the policy is public'],
    [
      'The policy names the role of the old loader',
      'The bucket keeps no earlier versions, so an overwrite cannot be recovered',
    ],
  ],
  [
    'plan/replace-stateful',
    'aws_db_instance.main is replaced: its identifier changes. Its data is lost.',
    ['The database is destroyed and recreated, losing all data'],
    ['The new instance class is too small for the nightly load'],
  ],
  [
    'acme/no-status-text',
    'A status is kept as free text: use an enum.',
    ['Status is free text and should use an enum'],
    ['Status is set to open for orders that were cancelled'],
  ],
]

const said = (title: string, over: Partial<Parameters<typeof repeatsRule>[0]> = {}) => ({
  ...{ path, subject: '', consequence: '', title },
  lines: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 9 },
  ...over,
})

const grounds = (ruleId: string, message: string, over: Partial<GroundFinding> = {}) => ({
  ...prepared.grounds,
  findings: [{ ruleId, message, path, subject: '', lines: { startLine: 4, endLine: 5 }, ...over }],
})

describe.each(cases)('beside %s', (ruleId, message, same, other) => {
  test.each(same)('"%s" is the same', (title) => {
    expect(repeatsRule(said(title), grounds(ruleId, message))).toBe(true)
  })
  test.each(other)('"%s" is something else', (title) => {
    expect(repeatsRule(said(title), grounds(ruleId, message))).toBe(false)
  })
})

describe('the place', () => {
  const [ruleId, message] = [
    'postgres/require-concurrent-index',
    'Building this index blocks every write to orders.',
  ]
  const title = 'Writes to orders are blocked while the index is built'
  const lines = (startLine: number) => ({ startLine, startColumn: 1, endLine: startLine, endColumn: 9 })

  test.each([
    [3, true],
    [4, true],
    [6, true],
    [7, false],
    [1, false],
  ])('line %i beside lines 4 to 5', (line, expected) => {
    expect(repeatsRule(said(title, { lines: lines(line) }), grounds(ruleId, message))).toBe(expected)
  })

  test('of the same subject anywhere in the file, and in another file only where it is a resource', () => {
    const far = { lines: lines(90) }
    const named = (subject: string, over = {}) => grounds(ruleId, message, { subject, ...over })
    expect(repeatsRule(said(title, { ...far, subject: 'public.Orders' }), named('orders'))).toBe(true)
    expect(repeatsRule(said(title, { ...far, subject: 'customers' }), named('orders'))).toBe(false)
    const elsewhere = { path: 'db/8.sql' }
    expect(repeatsRule(said(title, { ...far, subject: 'orders' }), named('orders', elsewhere))).toBe(false)
    const resource = { ...far, subject: 'aws_db_instance.main' }
    expect(repeatsRule(said(title, resource), named('aws_db_instance.main', elsewhere))).toBe(true)
  })

  test('the same matter of another column on the next line is something else', () => {
    const dropped = grounds('migration/ban-drop-column', 'Dropping orders.a deletes its values for good.', {
      subject: 'orders.a',
    })
    const loses = (subject: string) => said('The values of the column are lost', { subject, lines: lines(6) })
    expect(repeatsRule(loses('orders.b'), dropped)).toBe(false)
    expect(repeatsRule(loses('orders.a'), dropped)).toBe(true)
    expect(repeatsRule(loses('orders'), dropped)).toBe(true)
  })
})

test('what says one thing that rules have said and one that they have not is heard', () => {
  const dropped = grounds(
    'migration/ban-drop-column',
    'Dropping customers.legacy_code deletes its values for good.',
  )
  expect(repeatsRule(said('Its data is lost'), dropped)).toBe(true)
  expect(repeatsRule(said('Its data is lost, and the downstream export still reads it'), dropped)).toBe(false)
})

test('that a statement was not read is no reason to hear nothing of it', () => {
  const unread = grounds('sluice/not-evaluated', 'This statement was not read: its data may be lost.')
  expect(repeatsRule(said('Its data is lost'), unread)).toBe(false)
})

describe('a noun that a rule uses as well is no matter', () => {
  const where = grounds('migration/require-where', 'This changes every row of orders.')
  const both = {
    ...where,
    findings: [
      ...where.findings,
      ...grounds('postgres/ban-work-under-exclusive-lock', 'This update runs under an exclusive lock.')
        .findings,
    ],
  }

  test.each([
    'Totals of orders without any transaction are lost',
    'The total of every row with no transaction becomes empty',
    'Orders without a transaction lose their total',
    'A transaction of last year counts for all rows of this one',
  ])('%s', (title) => {
    const consequence = 'The subquery finds nothing, and every row without a match loses its amount.'
    expect(repeatsRule(said(title, { consequence, category: 'null-handling' }), both)).toBe(false)
  })

  test.each([
    'The update changes every row',
    'The update runs in the same transaction as the lock',
    'All of it happens inside the same transaction',
  ])('%s: the matter is', (title) => expect(repeatsRule(said(title), both)).toBe(true))
})
