import { afterAll, describe, expect, test } from 'vitest'
import { columnLosses } from '../../rules/plan/shared/schemas.ts'
import { planned } from '../core/terraform/planned.ts'
import { openReviews } from '../terraform/reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const snowflake = (type: string) => `resource "snowflake_table" "t" {
  database = "RAW"
  schema   = "SALES"
  name     = "ORDERS"
  column {
    name = "A"
    type = "${type}"
  }
}
`
const glue = (type: string) => `resource "aws_glue_catalog_table" "t" {
  database_name = "sales"
  name          = "orders"
  storage_descriptor {
    columns {
      name = "a"
      type = "${type}"
    }
  }
}
`

/** What a review tells of the types of columns, and of which it says that it cannot tell. */
async function told(base: string, head: string) {
  const report = await reviews.of({ base: { 'main.tf': base }, head: { 'main.tf': head } })
  const isOfTypes = ({ ruleId }: { ruleId: string }) => /column-type/.test(ruleId)
  return {
    findings: report.findings.filter(isOfTypes).map(({ ruleId }) => ruleId),
    undetermined: report.undetermined.filter(isOfTypes).map(({ reason }) => reason),
    changes: report.changes.filter(({ kind }) => kind === 'column-type-changed').length,
  }
}
const nothing = { findings: [], undetermined: [], changes: 0 }

describe('in code', () => {
  test('another name of the same type is nothing', async () => {
    expect(await told(snowflake('DATETIME'), snowflake('TIMESTAMP WITHOUT TIME ZONE'))).toEqual(nothing)
    expect(await told(glue('array<int>'), glue('array<integer>'))).toEqual(nothing)
  })

  test('another type is told', async () => {
    expect(await told(snowflake('TIMESTAMP_NTZ'), snowflake('TIMESTAMP_LTZ'))).toEqual({
      findings: ['terraform/snowflake-column-type'],
      undetermined: [],
      changes: 1,
    })
  })

  test('a field more at the end of a struct is a change and no loss', async () => {
    expect(await told(glue('struct<a:int>'), glue('struct<a:int,b:string>'))).toEqual({
      ...nothing,
      changes: 1,
    })
  })

  test('what the account decides cannot be told', async () => {
    expect(await told(snowflake('TIMESTAMP'), snowflake('TIMESTAMP_NTZ'))).toEqual({
      ...nothing,
      undetermined: ['whether timestamp and timestamp_ntz are one type is set in the account'],
    })
  })
})

describe('in a plan', () => {
  const snowflake = (type: string) => ({ column: [columnOf(type)] })
  const glue = (type: string) => ({ storage_descriptor: [new Map([['columns', [columnOf(type)]]])] })
  const columnOf = (type: string) =>
    new Map([
      ['name', 'a'],
      ['type', type],
    ])
  const lost = (address: string, sides: Parameters<typeof planned>[2]) =>
    columnLosses(planned(address, 'update', sides)).map(({ text }) => text)

  test.each([
    ['DATETIME', 'TIMESTAMP WITHOUT TIME ZONE', []],
    ['TIMESTAMP', 'TIMESTAMP_NTZ', []],
    ['BINARY', 'VARBINARY(8388608)', []],
    ['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', ['turns a from timestamp_ntz to timestamp_ltz']],
  ])('%s to %s in Snowflake loses %j', (from, to, losses) => {
    expect(lost('snowflake_table.t', [snowflake(from), snowflake(to)])).toEqual(losses)
  })

  test.each([
    ['array<int>', 'array<integer>', []],
    ['struct<a:int>', 'struct<a:int,b:string>', []],
    ['struct<a:int,b:string>', 'struct<a:int>', ['turns a from struct<a:int,b:string> to struct<a:int>']],
  ])('%s to %s in Glue loses %j', (from, to, losses) => {
    expect(lost('aws_glue_catalog_table.t', [glue(from), glue(to)])).toEqual(losses)
  })
})
