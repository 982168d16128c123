import { afterAll, expect, test } from 'vitest'
import { prepare } from '../../../src/pipeline/prepare.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { openly, partIn, preparedOf, preparing } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

const base = {
  'db/migrations/001_o.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);',
  'dbt/dbt_project.yml': 'name: shop\n',
  'dbt/models/staging/stg_orders.sql': `with source as (select * from {{ source('shop', 'orders') }}),
renamed as (select id as order_id, o.total, count(*) from source o)
select * from renamed`,
  'dbt/models/staging/_staging.yml': `models:
  - name: stg_orders
    description: One row per order.
    columns:
      - name: order_id
        tests: [unique]
  - name: stg_other
    description: Another.
sources:
  - name: shop
    tables:
      - name: customers
        description: Not read.
      - name: orders
        description: As the shop writes them.
`,
  'dbt/models/marts/orders.sql': "select order_id, total, 1 as kept from {{ ref('stg_orders') }}\n",
  'dbt/models/marts/revenue.sql': `select
  -- 'total' of all
  sum(total) as revenue
from {{ ref('orders') }}
where note = 'total of Ada'
`,
  'dbt/models/marts/count.sql': "select count(*) as n from {{ ref('shop', 'orders') }}\n",
  'dbt/models/marts/apart.sql': 'select total from elsewhere\n',
  'dbt/exposures/boards.yml': `exposures:
  - name: board
    depends_on: [ref('orders')]
    meta: { shows: total }
`,
}
const head = "select order_id, total as amount, 1 as kept from {{ ref('stg_orders') }}\n"
const change = { 'dbt/models/marts/orders.sql': head }

test('What a model reads is told with its columns and what its YAML says; what reads it, with the lines that name a column that goes', async () => {
  const { questions } = await preparedOf({ base, change }, readers)
  const shown = questions[0] && partIn(questions[0], 'neighbours').split('\n')
  expect(shown).toEqual([
    'dbt/models/marts/orders.sql is read by (columns that go: total):',
    '  dbt/exposures/boards.yml',
    '      4       meta: { shows: total }',
    '  dbt/models/marts/count.sql',
    '  dbt/models/marts/revenue.sql',
    "      2     -- 'total' of all",
    '      3     sum(total) as revenue',
    "      5   where note = 'total of Ada'",
    'reads stg_orders (dbt/models/staging/stg_orders.sql): order_id, total, ...',
    '  described in dbt/models/staging/_staging.yml:',
    '  stg_orders description: One row per order. columns:',
    '  order_id tests: [unique]',
  ])
})

test('A source is told as its YAML and the migrations have it', async () => {
  const path = 'dbt/models/staging/stg_orders.sql'
  const { questions } = await preparedOf(
    {
      base,
      change: {
        [path]: "select id, total from {{ source('shop', 'orders') }}",
        'db/migrations/002_n.sql': 'ALTER TABLE orders ADD COLUMN note text;',
      },
    },
    readers,
  )
  const question = questions.find(({ paths }) => paths.includes(path))
  const shown = question && partIn(question, 'neighbours').split('\n')
  expect(shown?.slice(-4)).toEqual([
    'reads source shop.orders',
    '  described in dbt/models/staging/_staging.yml:',
    '  orders description: As the shop writes them.',
    '  in the migrations: orders: id bigint pk, total numeric?',
  ])
  expect(shown?.join('\n')).not.toContain('Not read.')
})

test('Of neighbours no literal leaves at the level of structure, and nothing of one that is kept back', async () => {
  const made = await preparing({ base, change }, readers)
  const part = (sharing: Parameters<typeof prepare>[1]) =>
    prepare(made, sharing).questions.map((question) => partIn(question, 'neighbours'))[0] ?? ''
  const structure = part(openSharing({ share: 'schema', exclude: { paths: [], relations: [] } }))
  expect(structure).toContain('sum(total) as revenue')
  expect(structure).not.toMatch(/Ada|of all|One row|Another/)
  expect(part(openly(['dbt/models/marts/revenue.sql', 'dbt/models/staging/stg_orders.sql']))).not.toMatch(
    /revenue|stg_orders\.sql/,
  )
})

test('Where no column goes readers are named alone, thirty at the most', async () => {
  const many = Array.from({ length: 40 }, (_, i) => [
    `dbt/models/r${String(i).padStart(2, '0')}.sql`,
    "select total from {{ ref('orders') }}",
  ])
  const { questions } = await preparedOf(
    {
      base: { ...base, ...Object.fromEntries(many) },
      change: { 'dbt/models/marts/orders.sql': `${base['dbt/models/marts/orders.sql']}where total > 0\n` },
    },
    readers,
  )
  const shown = questions[0] ? partIn(questions[0], 'neighbours') : ''
  expect(shown.split('\n')[0]).toBe('dbt/models/marts/orders.sql is read by:')
  expect(shown).toContain('  and 13 more\n')
  expect(shown).not.toContain('sum(total)')
})
