import { describe, expect, test } from 'vitest'
import { readPolicy } from '../../../src/core/iam/policy.ts'
import { isPublicStatement } from '../../../src/core/iam/public.ts'
import { type Unknown, unknown, type Value } from '../../../src/core/terraform/value.ts'

const answer = (written: object) => {
  const { statements } = readPolicy(
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...written } }),
  )
  return statements.map(isPublicStatement)
}

describe('everybody', () => {
  test.each<[string, object]>([
    ['a star', { Principal: '*' }],
    ['a star of accounts', { Principal: { AWS: ['*'] } }],
    ['everybody but one', { NotPrincipal: { AWS: '123456789012' } }],
    [
      'a condition on how, not on who',
      { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    ],
    [
      'any address',
      { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '0.0.0.0/0'] } } },
    ],
    [
      'half of all addresses',
      { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '128.0.0.0/1' } } },
    ],
    ['any organisation', { Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }],
    ['any id', { Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }],
    [
      'a condition that a missing key meets',
      { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } },
    ],
    [
      'all but one network',
      { Principal: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
    ],
  ])('is %s', (_, written) => {
    expect(answer(written)).toEqual(['yes'])
  })
})

describe('somebody', () => {
  test.each<[string, object]>([
    ['a role', { Principal: { AWS: 'arn:aws:iam::123456789012:role/etl' } }],
    ['a service', { Principal: { Service: 'glue.amazonaws.com' } }],
    ['a denial to everybody', { Effect: 'Deny', Principal: '*' }],
    ['a policy of an identity', {}],
    ['an organisation', { Principal: '*', Condition: { StringEquals: { 'AWS:PRINCIPALORGID': 'o-1' } } }],
    [
      'an endpoint, and whatever else',
      { Principal: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1', 's3:x': '*' } } },
    ],
    ['a network', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }],
  ])('is %s', (_, written) => {
    expect(answer(written)).toEqual(['no'])
  })
})

describe('what is not known', () => {
  const bucket: Unknown = {
    ...unknown('known after apply'),
    reference: { address: 'aws_sns_topic.x', attribute: 'arn' },
  }
  const statement = (principal: Value, source?: Value): Value =>
    new Map<string, Value>([
      ['Effect', 'Allow'],
      ['Principal', principal],
      ...(source === undefined
        ? []
        : [['Condition', new Map([['ArnEquals', new Map([['aws:SourceArn', source]])]])] as [string, Value]]),
    ])
  const answers = (value: Value) =>
    readPolicy(new Map<string, Value>([['Statement', [value]]])).statements.map(isPublicStatement)

  test('a principal that may be a star', () => {
    expect(answers(statement(unknown('var.who has no value here')))).toEqual(['unknown'])
  })
  test('a role of this configuration is somebody', () => {
    expect(answers(statement(new Map([['AWS', bucket]])))).toEqual(['no'])
  })
  test('a topic of this configuration narrows', () => {
    expect(answers(statement('*', bucket))).toEqual(['no'])
  })
  test('a source that may be anything', () => {
    expect(answers(statement('*', unknown('var.source has no value here')))).toEqual(['unknown'])
  })
})
