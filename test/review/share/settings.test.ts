import { describe, expect, test } from 'vitest'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { restore } from '../../../src/review/share/restore.ts'
import type { Share } from '../../../src/review/sharing.ts'

const shared = (share: Share, path: string, text: string) => {
  const sharing = openSharing({ share, exclude: { paths: [], relations: [] } })
  const found = sharing.file('head', path, text) ?? ''
  expect(restore(found, sharing.replacements())).toBe(text)
  return found
}

describe('a secret by its place leaves at no level', () => {
  test.each([
    ['a.yml', 'secrets: {foo: hunter2}\n'],
    ['a.yml', 'secrets:\n  foo: hunter2\n'],
    ['profiles.yml', 'x:\n  outputs:\n    dev:\n      token: hunter2\n'],
    ['a.yml', 'env:\n  - value: hunter2\n    name: DB_PASSWORD\n'],
    ['a.yml', 'env:\n  - name: DB_PASSWORD\n    value: hunter2\n'],
    ['a.yml', 'env: [{ value: hunter2, name: DB_PASSWORD }]\n'],
    ['a.yml', 'apiVersion: v1\nkind: Secret\ndata:\n  foo: hunter2\n'],
    ['a.yml', 'stringData:\n  foo: |\n    hunter2\n'],
    ['a.yml', 'dsn: "Server=h;User Id=u;Password=hunter2;"\n'],
    ['a.json', '{"env": [{"value": "hunter2", "name": "DB_PASSWORD"}]}'],
    ['a.json', '{"secrets": {"foo": "hunter2"}}'],
    ['x.tfvars.json', '{"token": "hunter2", "pw": "hunter2"}'],
  ])('%s: %s', (path, text) => {
    for (const share of ['full', 'redacted', 'schema'] as const)
      expect(shared(share, path, text)).not.toContain('hunter2')
  })

  test.each([
    ['a.yml', 'secrets:\n  db:\n    file: ./db.txt\n    external: true\n'],
    ['a.yml', 'jobs:\n  x:\n    secrets: inherit\n'],
    ['a.yml', 'env:\n  - name: LOG_LEVEL\n    value: debug\n'],
    ['a.yml', 'kind: ConfigMap\ndata:\n  foo: bar\n'],
    ['a.yml', 'token: "{{ env_var(\'TOKEN\') }}"\ntoken_ttl: 12\n'],
    [
      'a.yml',
      'env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: db\n        key: main\n',
    ],
    ['a.json', '{"password_policy": "strict", "key_name": "ops"}'],
  ])('and what only looks so stays in `full`: %s: %s', (path, text) =>
    expect(shared('full', path, text)).toBe(text),
  )
})

const unitTest = (rows: string) =>
  `unit_tests:\n  - name: counts\n    model: orders\n    given:\n      - input: ref('raw')\n        rows:\n${rows}`

describe('a value below rows, and under a key where that names nothing, leaves as a placeholder at `schema`', () => {
  test.each([
    unitTest('          - { name: Hans, status: HIV, type: HIV, tags: Hans, path: Hans }\n'),
    unitTest('          - name: Hans\n            group: HIV\n'),
    unitTest('          - {id: 1}\n    expect:\n      rows:\n        - {identifier: Hans, table: HIV}\n'),
    'vars:\n  name: Hans\n  status: HIV\n',
    'customers:\n  - name: Hans\n    type: HIV\n',
    'name: Hans\n',
    'models:\n  - name: a\n    meta: { name: Hans }\n',
    'models:\n  - name: a\n    columns:\n      - name: b\n        tests:\n          - accepted_values:\n              values: [Hans, HIV]\n',
    'models:\n  - name: a\n    data_type: Hans\n',
    'databaseChangeLog:\n  - changeSet:\n      changes:\n        - addColumn:\n            columns:\n              - column: {name: x, type: Hans Zimmermann}\n',
    'databaseChangeLog:\n  - changeSet:\n      changes:\n        - insert:\n            columns:\n              - column: {name: x, value: Hans}\n              - column: {value: HIV, name: y}\n',
    'models:\n  - name: one\n      Hans\n',
    'models:\n  - name: "Hans\n      HIV"\n    group: x\n',
    "models:\n  - name: 'Hans\n      name: HIV\n      x: y'\n",
    '? >\n  name: Hans\n: HIV\n',
    'models:\n  - >\n    name: Hans\n',
  ])('%s', (text) => expect(shared('schema', 'a.yml', text)).not.toMatch(/Hans|HIV/))

  test.each([
    '{"users": [{"name": "Hans", "type": "HIV"}]}',
    '{"name": "Hans", "status": "HIV"}',
    '{"Statement": [{"Resource": "arn:aws:s3:::Hans/*", "Sid": "HIV"}]}',
  ])('JSON: %s', (text) => expect(shared('schema', 'a.json', text)).not.toMatch(/Hans|HIV/))

  test('the values of variables in JSON', () =>
    expect(
      shared('schema', 'x.tfvars.json', '{"name": "Hans", "models": "HIV", "engine": "Hans"}'),
    ).not.toMatch(/Hans|HIV/))

  test.each([
    'name: shop\nversion: "1.0.0"\nconfig-version: 2\nprofile: shop\nmodel-paths: ["models"]\nmodels:\n  shop:\n    staging:\n      +materialized: view\n',
    "version: 2\nmodels:\n  - name: orders\n    config: { materialized: table, tags: [daily] }\n    columns:\n      - name: id\n        data_type: numeric(12, 2)\n        tests:\n          - unique\n          - relationships: { to: ref('a'), field: id }\n",
    'sources:\n  - name: raw\n    database: lake\n    tables:\n      - name: orders\n        identifier: orders_v2\n        freshness:\n          warn_after: { count: 1 }\n',
    unitTest('          - { id: 1, ok: true }\n'),
    "exposures:\n  - name: board\n    type: dashboard\n    depends_on:\n      - ref('orders')\n",
    'databaseChangeLog:\n  - changeSet:\n      changes:\n        - createTable:\n            tableName: t\n            columns:\n              - column: { name: x, type: varchar(20), constraints: { nullable: false } }\n',
  ])('and what is structure stays: %s', (text) => expect(shared('schema', 'a.yml', text)).toBe(text))

  test('policies in JSON stay readable', () => {
    const text =
      '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "kms:*"], "Resource": "*", "Principal": {"AWS": "*"}}]}'
    expect(shared('schema', 'a.json', text)).toBe(text)
  })
})

describe('rows at `redacted`', () => {
  test('hold names of people by their columns', () => {
    expect(shared('redacted', 'a.yml', unitTest('          - { name: Hans, kind: gold }\n'))).toContain(
      '{ name: <PERSON_1>, kind: gold }',
    )
    expect(
      shared('redacted', 'a.yml', 'insert:\n  columns:\n    - column: { value: Hans, name: first_name }\n'),
    ).toContain('value: <PERSON_1>')
  })

  test('and a model has a name', () =>
    expect(shared('redacted', 'a.yml', 'models:\n  - name: hans\n')).toBe('models:\n  - name: hans\n'))
})
