import { expect, test } from 'vitest'
import type { Section, TransactionMode } from '../../src/core/migration.ts'
import type { Statement } from '../../src/core/statement.ts'
import { planTransactions } from '../../src/core/transaction.ts'

const statement = (start: number): Statement => ({
  kind: 'other',
  range: { start, end: start + 5 },
  verb: 'ANALYZE',
})

/** The transaction number of each of four statements, two in each section. */
function numbers(mode: TransactionMode, ...sections: readonly Section[]): (number | undefined)[] {
  const statements = [0, 10, 20, 30].map(statement)
  const plan = planTransactions(statements, mode, sections)
  return statements.map((each) => plan.at.get(each)?.number)
}

const first: Section = { start: 0, end: 19 }
const second: Section = { start: 20, end: 40 }

test('a section runs in a transaction of its own, or as it says itself', () => {
  expect(numbers('file', first, second)).toEqual([0, 0, 1, 1])
  expect(numbers('file', first, { ...second, transaction: 'none' })).toEqual([0, 0, undefined, undefined])
  expect(numbers('batch', first, second)).toEqual([0, 0, 1, 1])
  expect(numbers('batch', { start: 0, end: 9 }, { start: 10, end: 40 })).toEqual([undefined, 0, 0, 0])
})

test('pending files that share a transaction share it whole', () => {
  expect(numbers('history', first, second)).toEqual([0, 0, 0, 0])
  expect(numbers('none', first, second)).toEqual([undefined, undefined, undefined, undefined])
})
