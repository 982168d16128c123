import { expect, test } from 'vitest'
import { wantedBeside, wantedToAsk } from '../../src/pipeline/wanted.ts'

const paths = [
  'README.md',
  'db/migrations/001_a.sql',
  'db/notes.yml',
  'infra/prod/main.tf',
  'infra/prod/policy.json',
  'other/dbt_project.yml',
  'other/models/schema.yml',
  'shop/dbt_packages/utils/models/schema.yml',
  'shop/dbt_project.yml',
  'shop/exposures/boards.yml',
  'shop/models/marts/orders.sql',
  'shop/models/marts/orders.yml',
  'shop/models/staging/sources.yml',
  'shop/models/staging/stg_orders.sql',
]

test('Of dbt the gate reads YAML in the folders of files that change, and no other', () => {
  const asked = (changed: string[]) => paths.filter(wantedBeside(paths, changed))
  expect(asked(['shop/models/marts/orders.sql'])).toEqual([
    'infra/prod/policy.json',
    'shop/models/marts/orders.yml',
  ])
  expect(asked(['shop/models/staging/sources.yml'])).toEqual([
    'infra/prod/policy.json',
    'shop/models/staging/sources.yml',
  ])
})

test('Where no file of dbt changes nothing of dbt is asked for, by the gate and by a question', () => {
  const changed = ['README.md', 'db/migrations/001_a.sql', 'db/notes.yml', 'infra/prod/main.tf']
  for (const beside of [wantedBeside, wantedToAsk])
    expect(paths.filter(beside(paths, changed))).toEqual(['infra/prod/policy.json'])
})

test('For a question all YAML of the project in which something changes is read, and none of what it installed', () => {
  expect(paths.filter(wantedToAsk(paths, ['shop/models/marts/orders.sql']))).toEqual([
    'infra/prod/policy.json',
    'shop/dbt_project.yml',
    'shop/exposures/boards.yml',
    'shop/models/marts/orders.yml',
    'shop/models/staging/sources.yml',
  ])
})
