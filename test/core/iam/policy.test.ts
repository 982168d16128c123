import { expect, test } from 'vitest'
import { readPolicy } from '../../../src/core/iam/policy.ts'
import { unknown } from '../../../src/core/terraform/value.ts'

const hole = unknown('var.bucket has no value here')

test('reads text and list, and elements in any case', () => {
  const text = '{"statement": {"effect": "Allow", "action": "S3:Get*", "NotResource": ["a", "b"]}}'
  expect(readPolicy(text)).toEqual({
    statements: [
      {
        at: ['Statement'],
        effect: 'Allow',
        actions: { not: false, of: ['s3:get*'] },
        written: new Map([['s3:get*', 'S3:Get*']]),
        resources: { not: true, of: ['a', 'b'] },
        conditions: [],
      },
    ],
  })
})

test('a template keeps its holes where they stand', () => {
  const parts = ['{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::', hole, '/*"}]}']
  const { statements, open } = readPolicy({ ...hole, parts })
  expect(open).toBeUndefined()
  expect(statements[0]?.resources.of).toMatchObject([{ parts: ['arn:aws:s3:::', hole, '/*'] }])
})

test('a hole outside of texts leaves the whole policy open', () => {
  const parts = ['{"Statement":', hole, '}']
  const template = { ...hole, parts }
  expect(readPolicy(template)).toEqual({ statements: [], open: template })
})

test('a statement that is not known leaves the others', () => {
  const json = new Map([['Statement', [new Map([['Effect', 'Deny']]), hole]]])
  expect(readPolicy({ ...hole, json })).toMatchObject({ statements: [{ effect: 'Deny' }], open: hole })
})

test('nothing is a policy without statements; what cannot be read is open', () => {
  expect(readPolicy(undefined)).toEqual({ statements: [] })
  expect(readPolicy('{"Statement"').open).toBeDefined()
  expect(readPolicy(`${'['.repeat(20_000)}`).open).toBeDefined()
  expect(readPolicy(`{"Statement":${'['.repeat(20_000)}${']'.repeat(20_000)}}`).open).toBeDefined()
})

test('keys of objects are only keys', () => {
  const text =
    '{"__proto__": {"Statement": []}, "Statement": {"Effect": "Allow", "Action": "*", "Condition": {"__proto__": {"constructor": "x"}}}}'
  expect(readPolicy(text).statements[0]?.conditions).toMatchObject([
    { operator: '__proto__', key: 'constructor' },
  ])
})
