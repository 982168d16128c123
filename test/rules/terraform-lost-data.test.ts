import { afterAll, describe, expect, test } from 'vitest'
import { openReviews } from '../terraform/reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

/** What is told where the code of a resource goes. */
async function told(type: string, body: string): Promise<string[]> {
  const rest = 'resource "aws_sns_topic" "alarms" {\n  name = "alarms"\n}\n'
  const report = await reviews.of({
    base: { 'main.tf': `resource "${type}" "a" {\n${body}\n}\n${rest}` },
    head: { 'main.tf': rest },
  })
  return report.findings
    .filter(({ ruleId }) => ruleId === 'terraform/stateful-resource-removed')
    .map(({ message, weight }) => `${weight}: ${message}`)
}

const gone = (address: string) => `${address} is gone from the code: the next apply destroys it`

describe('of code that goes is said what becomes of the data', () => {
  test.each([
    ['google_bigquery_table', 'view {\n  query = "select 1"\n}'],
    ['google_bigquery_table', 'external_data_configuration {\n  autodetect = true\n}'],
  ])('of a %s over other data', async (type, body) => {
    expect(await told(type, body)).toEqual([
      `light: ${gone(`${type}.a`)}. The data stays where it is; what reads it by this name fails.`,
    ])
  })

  test('of an instance of a cluster', async () => {
    expect(await told('aws_rds_cluster_instance', 'identifier = "a"')).toEqual([
      `light: ${gone('aws_rds_cluster_instance.a')}. The cluster keeps the data and has one instance less.`,
    ])
  })

  test('of a database', async () => {
    expect(await told('aws_db_instance', 'identifier = "a"')).toEqual([
      `usual: ${gone('aws_db_instance.a')} with what it holds.`,
    ])
  })
})
