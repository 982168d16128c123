import { describe, expect, test } from 'vitest'
import { plannedDifferences } from '../../../src/core/terraform/planned-difference.ts'
import { pathText, unknown, type Value } from '../../../src/core/terraform/value.ts'
import { planned } from './planned.ts'

type Values = Readonly<Record<string, Value>>

const map = (values: Values) => new Map(Object.entries(values))
const paths = (type: string, before: Values, after: Values) =>
  plannedDifferences(planned(`${type}.a`, 'update', [before, after])).map(({ path }) => pathText(path))

const rule = (port: number, cidr: Value = '10.0.0.0/8') => map({ from_port: port, cidr_blocks: [cidr] })

describe('blocks without an order', () => {
  const group = (...ingress: readonly Value[]) => ({ ingress })
  const changes = (before: Values, after: Values) => paths('aws_security_group', before, after)

  test('are the same in another order', () => {
    expect(changes(group(rule(1), rule(2)), group(rule(2), rule(1)))).toEqual([])
  })

  test('are told where one differs, whatever stands before it', () => {
    expect(changes(group(rule(1), rule(2)), group(rule(3), rule(1)))).toEqual(['ingress[0].from_port'])
    expect(changes(group(rule(1)), group(rule(2), rule(1)))).toEqual(['ingress[0]'])
    expect(changes(group(rule(1), rule(2)), group(rule(2)))).toEqual(['ingress[1]'])
  })

  test('are counted', () => {
    expect(changes(group(rule(1), rule(1)), group(rule(1)))).toHaveLength(1)
  })

  test('are told where something is not known', () => {
    expect(changes(group(rule(1)), group(rule(1, unknown('later'))))).toEqual(['ingress[0].cidr_blocks'])
  })
})

test('blocks with an order are told in another', () => {
  const columns = (...names: readonly string[]) => ({ columns: names.map((name) => map({ name })) })
  expect(paths('aws_glue_catalog_table', columns('a', 'b'), columns('b', 'a'))).toHaveLength(2)
})

describe('policies', () => {
  const statement = (action: Value, more: Values = {}) => ({ Effect: 'Allow', Action: action, ...more })
  const policy = (...statements: readonly object[]) => ({
    policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  })
  const role = { Resource: '*' }
  const changes = (before: Values, after: Values) => paths('aws_iam_policy', before, after)

  test('that let the same happen are the same', () => {
    const before = policy(statement('s3:GetObject', role), statement(['kms:Decrypt'], role))
    const after = policy(statement('kms:Decrypt', role), statement(['s3:GetObject'], role))
    expect(changes(before, after)).toEqual([])
  })

  test('that do not are told', () => {
    expect(changes(policy(statement('s3:*', role)), policy(statement('s3:Get*', role)))).toEqual(['policy'])
  })
})

test('a clock of the service is no change', () => {
  const at = (time: string) => ({ latest_restorable_time: time })
  expect(paths('aws_db_instance', at('10:00'), at('10:05'))).toEqual([])
})
