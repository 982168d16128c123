import { afterAll, describe, expect, test } from 'vitest'
import { openReviews } from '../terraform/reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const holdsNothing = /data stays where it is/
const saysLost = /(?:is|are) dropped|with its data|with what it holds|empty/

/** What is told where the code of a resource becomes other code. */
async function changed(before: string, after: string): Promise<string[]> {
  const report = await reviews.of({ base: { 'main.tf': before }, head: { 'main.tf': after } })
  return report.findings
    .filter(({ ruleId, status }) => status === 'introduced' && lossRules.test(ruleId))
    .map(({ ruleId, message, weight }) => `${weight} ${ruleId}: ${message}`)
}

const lossRules = /column-(?:dropped|type)|schema-|table-renamed|store-replaced|stateful-resource-removed/

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
    ['google_bigquery_table', 'materialized_view {\n  query = "select 1"\n}'],
    ['databricks_sql_table', 'table_type = "VIEW"'],
    ['databricks_sql_table', 'table_type = "EXTERNAL"'],
    ['aws_glue_catalog_table', 'table_type = "VIRTUAL_VIEW"'],
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

const block = (type: string, body: string, label = 'a') => `resource "${type}" "${label}" {\n${body}\n}\n`
const view = (name: string, ...columns: readonly string[]) =>
  [
    `catalog_name = "main"\nschema_name = "sales"\nname = "${name}"\ntable_type = "VIEW"`,
    ...columns.map((column) => `column {\n  name = "${column}"\n  type = "string"\n}`),
  ].join('\n')

describe('of a view that changes is never said that data is lost', () => {
  const materialized = (field: string) =>
    `dataset_id = "web"\ntable_id = "events"\nmaterialized_view {\n  query = "select 1"\n}\ntime_partitioning {\n  type = "DAY"\n  field = "${field}"\n}`

  test.each<[string, string, string]>([
    [
      'another name',
      block('databricks_sql_table', view('orders')),
      block('databricks_sql_table', view('sales')),
    ],
    [
      'a column less',
      block('databricks_sql_table', view('orders', 'id', 'email')),
      block('databricks_sql_table', view('orders', 'id')),
    ],
    [
      'another partition',
      block('google_bigquery_table', materialized('day')),
      block('google_bigquery_table', materialized('month')),
    ],
    [
      'another label',
      block('databricks_sql_table', view('orders', 'id')),
      block('databricks_sql_table', view('orders', 'id'), 'b'),
    ],
  ])('%s', async (_, before, after) => {
    const [found, ...more] = await changed(before, after)
    expect(more).toEqual([])
    expect(found).toMatch(/^light /)
    expect(found).toMatch(holdsNothing)
    expect(found).not.toMatch(saysLost)
  })

  test('and of a table it is', async () => {
    const table = (name: string) => block('databricks_sql_table', view(name).replace('VIEW', 'MANAGED'))
    const [found] = await changed(table('orders'), table('sales'))
    expect(found).toMatch(/^usual .* it is dropped with its data, and an empty table is made\.$/)
  })

  describe('and of several blocks of one, of each', () => {
    const [one, two] = ['aws_rds_cluster_instance.a[0]', 'aws_rds_cluster_instance.a[1]']
    test.each([
      [2, `${one} and ${two} are gone`, 2],
      [3, `${one}, ${two} and aws_rds_cluster_instance.a[2] are gone`, 3],
      [5, `${one}, ${two}, aws_rds_cluster_instance.a[2] and 2 more are gone`, 5],
    ])('of %i instances of a cluster', async (amount, are, fewer) => {
      expect(await told('aws_rds_cluster_instance', `count = ${amount}`)).toEqual([
        `light: ${are} from the code: the next apply destroys them. The cluster keeps the data and has ${fewer} instances fewer.`,
      ])
    })

    test('of databases', async () => {
      expect(await told('aws_db_instance', 'for_each = toset(["x", "y"])')).toEqual([
        'usual: aws_db_instance.a["x"] and aws_db_instance.a["y"] are gone from the code: the next apply destroys them with what they hold.',
      ])
    })
  })
})

test('a view that goes holds no data for the report either', async () => {
  const rest = 'resource "aws_sns_topic" "alarms" {\n  name = "alarms"\n}\n'
  const report = await reviews.of({
    base: { 'main.tf': block('databricks_sql_table', view('orders', 'id')) + rest },
    head: { 'main.tf': rest },
  })
  const destroyed = report.changes.find(({ kind }) => kind === 'resource-destroyed')
  expect(destroyed?.before).toMatchObject({ holdsData: false })
  expect(report.decision.risk.reasons.join(' ')).not.toContain('Destroys')
})

test('a view needs no prevent_destroy, and a table does', async () => {
  const told = async (body: string) => {
    const report = await reviews.of({ head: { 'main.tf': block('databricks_sql_table', body) } })
    return report.findings.filter(({ ruleId }) => ruleId === 'terraform/prevent-destroy').length
  }
  expect(await told(view('orders', 'id'))).toBe(0)
  expect(await told(view('orders', 'id').replace('VIEW', 'MANAGED'))).toBe(1)
})
