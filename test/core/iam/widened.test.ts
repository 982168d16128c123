import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPolicy } from '../../../src/core/iam/policy.ts'
import { widened } from '../../../src/core/iam/widened.ts'
import { unknown, type Value } from '../../../src/core/terraform/value.ts'
import { outcome, type Request, type WrittenStatement } from './outcome.ts'

const policyOf = (statements: readonly object[]) =>
  readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
const differ = (before: readonly object[], after: readonly object[]) =>
  widened(policyOf(before), policyOf(after))
const texts = (before: readonly object[], after: readonly object[]) =>
  differ(before, after).found.map(({ text }) => text)

const readLake = {
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:lake', 'arn:lake/*'],
}

describe('another way to say the same', () => {
  test.each<[string, object[], object[]]>([
    [
      'order',
      [readLake],
      [{ ...readLake, Action: readLake.Action.toReversed(), Resource: readLake.Resource.toReversed() }],
    ],
    ['the case of actions', [readLake], [{ ...readLake, Action: ['S3:getobject', 's3:LISTBUCKET'] }]],
    ['one statement split in two', [readLake], readLake.Action.map((Action) => ({ ...readLake, Action }))],
    [
      'a text for a list of one',
      [{ ...readLake, Action: ['s3:GetObject'] }],
      [{ ...readLake, Action: 's3:GetObject' }],
    ],
    [
      'everything but, and the rest',
      [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      [
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      ],
    ],
    [
      'everything but, and the rest, merged',
      [
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      ],
      [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    ],
    ['a narrower action', [{ ...readLake, Action: 's3:*' }], [readLake]],
    [
      'a condition more',
      [readLake],
      [{ ...readLake, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ],
    ['a denial more', [readLake], [readLake, { Effect: 'Deny', Action: '*', Resource: 'arn:lake/secret/*' }]],
    [
      'an allowance that is denied',
      [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }],
      [
        { Effect: 'Deny', Action: 'iam:*', Resource: '*' },
        { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
      ],
    ],
    [
      'an account by number',
      [{ ...readLake, Principal: { AWS: '123456789012' } }],
      [{ ...readLake, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ],
  ])('is nothing: %s', (_, before, after) => {
    expect(differ(before, after)).toEqual({ found: [] })
  })
})

describe('what is allowed now', () => {
  test.each<[string, object[], object[], string[]]>([
    [
      'an action',
      [readLake],
      [{ ...readLake, Action: [...readLake.Action, 's3:PutObject'], Resource: 'arn:lake/*' }],
      ['action-widened: s3:PutObject on arn:lake/* is allowed now'],
    ],
    [
      'a wildcard',
      [{ ...readLake, Resource: 'arn:lake/*' }],
      [{ ...readLake, Action: 's3:GetObject', Resource: 'arn:*' }],
      ['resource-widened: s3:GetObject on arn:* is allowed now'],
    ],
    [
      'a dropped condition',
      [
        {
          ...readLake,
          Action: 's3:GetObject',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        },
      ],
      [{ ...readLake, Action: 's3:GetObject', Resource: '*' }],
      ['condition-loosened: s3:GetObject on * is allowed now without StringEquals aws:PrincipalOrgID [o-1]'],
    ],
    [
      'a wider network',
      [
        {
          Effect: 'Allow',
          Action: 's3:*',
          Resource: '*',
          Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/16' } },
        },
      ],
      [
        {
          Effect: 'Allow',
          Action: 's3:*',
          Resource: '*',
          Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/16', '10.0.0.0/8'] } },
        },
      ],
      ['condition-loosened: s3:* on * is allowed now without IpAddress aws:SourceIp [10.0.0.0/16]'],
    ],
    [
      'everybody',
      [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: '*',
          Principal: { AWS: 'arn:aws:iam::123456789012:role/etl' },
        },
      ],
      [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal: '*' }],
      ['principal-widened: s3:GetObject on * for everybody is allowed now'],
    ],
    [
      'a role that becomes its account',
      [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: '*',
          Principal: { AWS: 'arn:aws:iam::123456789012:role/etl' },
        },
      ],
      [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal: { AWS: '123456789012' } }],
      ['principal-widened: s3:GetObject on * for aws:arn:aws:iam::123456789012:* is allowed now'],
    ],
    [
      'a denial that is gone',
      [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      [],
      ['deny-removed: s3:* on * is no longer denied'],
    ],
    [
      'a denial that is narrower',
      [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      [{ Effect: 'Deny', Action: 's3:Put*', Resource: '*' }],
      ['deny-removed: s3:* on * is no longer denied'],
    ],
    [
      'a denial with a condition',
      [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
      [
        {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
      ['deny-removed: s3:* on * is no longer denied'],
    ],
  ])('is told: %s', (_, before, after, wanted) => {
    const { found, unclear } = differ(before, after)
    expect(found.map(({ kind, text }) => `${kind}: ${text}`)).toEqual(wanted)
    expect(unclear).toBeUndefined()
  })
})

describe('what is not known', () => {
  const statement = (resource: Value): Value =>
    new Map<string, Value>([
      [
        'Statement',
        [
          new Map<string, Value>([
            ['Effect', 'Allow'],
            ['Action', 's3:GetObject'],
            ['Resource', resource],
          ]),
        ],
      ],
    ])
  const differs = (before: Value, after: Value) =>
    widened(readPolicy(statement(before)), readPolicy(statement(after)))
  const variable = unknown('var.bucket has no value here')
  const arn: Value = {
    ...unknown('known after apply'),
    reference: { address: 'aws_s3_bucket.lake', attribute: 'arn' },
  }
  const other: Value = {
    ...unknown('known after apply'),
    reference: { address: 'aws_s3_bucket.other', attribute: 'arn' },
  }
  const below = (value: Value): Value => ({ ...unknown('x'), parts: [value as never, '/*'] })

  test('the same hole is the same', () => {
    expect(differs(variable, variable)).toEqual({ found: [] })
    expect(differs(below(arn), below(arn))).toEqual({ found: [] })
  })
  test('a hole where a text was may be that text', () => {
    expect(differs('arn:lake', variable)).toMatchObject({ found: [], unclear: variable })
    expect(differs(arn, other)).toMatchObject({ found: [], unclear: { kind: 'unknown' } })
  })
  test('two values that are only known after apply need not be the same', () => {
    const later = () => unknown('known after apply')
    expect(differs(later(), later()).found).toEqual([])
  })
  test('everything is more than an attribute of a resource, whatever that is', () => {
    expect(differs(arn, '*').found).toHaveLength(1)
    expect(differs(below(arn), '*').found).toHaveLength(1)
  })
  test('everything is not more than a variable that may be everything', () => {
    expect(differs(variable, '*')).toMatchObject({ found: [], unclear: variable })
  })
  test('within everything, a hole is nothing new', () => {
    expect(differs('*', variable)).toEqual({ found: [] })
  })
  test('an earlier policy that is not known may have allowed anything', () => {
    expect(widened(readPolicy(variable), policyOf([readLake]))).toEqual({ found: [], unclear: variable })
  })
  test('a later policy that is not known may allow anything', () => {
    expect(widened(policyOf([readLake]), readPolicy(variable))).toEqual({ found: [], unclear: variable })
  })
})

describe('against the rules of the service, request by request', () => {
  const actions = [
    's3:getobject',
    's3:getx',
    's3:putobject',
    's3:fresh',
    'iam:passrole',
    'iam:fresh',
    'fresh:fresh',
  ]
  const resources = ['arn:a', 'arn:a/x', 'arn:b', 'arn:c', 'arn:fresh', 'fresh', 'arn:a/']
  const principals = ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b', 'fresh']
  const contexts = ['', 'o-1', 'o-2', 'o-9', 'x-9'].map((org): Record<string, string> => (org ? { org } : {}))
  const requests: Request[] = actions.flatMap((action) =>
    resources.flatMap((resource) =>
      principals.flatMap((principal) =>
        contexts.map((context) => ({ action, resource, principal, context })),
      ),
    ),
  )
  const some = (...values: string[]) =>
    fc.subarray(values, { minLength: 1, maxLength: Math.min(3, values.length) })
  const globs = some('*', 's3:*', 's3:get*', 's3:getobject', 's3:putobject', 'iam:*', 'iam:passrole')
  const arns = some('*', 'arn:*', 'arn:a', 'arn:a/*', 'arn:?', 'arn:b')
  const condition = fc.oneof(
    fc.record({ StringEquals: fc.record({ org: some('o-1', 'o-2') }) }),
    fc.record({ StringLike: fc.record({ org: some('o-*', 'o-1') }) }),
    fc.record({ StringNotEquals: fc.record({ org: some('o-1', 'o-2') }) }),
    fc.record({ StringEqualsIfExists: fc.record({ org: some('o-1', 'o-2') }) }),
  )
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
      action: fc.tuple(fc.constantFrom('Action', 'Action', 'NotAction'), globs),
      resource: fc.tuple(fc.constantFrom('Resource', 'Resource', 'NotResource'), arns),
      names: some('*', 'arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b'),
      condition: fc.option(condition, { nil: undefined }),
    })
    .map(
      ({ Effect, action, resource, names, condition }): WrittenStatement => ({
        Effect,
        [action[0]]: action[1],
        [resource[0]]: resource[1],
        Principal: { AWS: names },
        ...(condition && { Condition: condition as never }),
      }),
    )
  const policy = fc.array(statement, { maxLength: 3 })

  const rises = (before: readonly WrittenStatement[], after: readonly WrittenStatement[]) =>
    requests.some((request) => outcome(after, request) > outcome(before, request))

  test('what is told is so, and what is so is told', () => {
    fc.assert(
      fc.property(policy, policy, (before, after) => {
        expect(differ(before, after).found.length > 0).toBe(rises(before, after))
      }),
      { numRuns: 1000 },
    )
  })

  test('likewise for policies that differ little', () => {
    const edited = fc
      .tuple(policy, statement, fc.nat({ max: 3 }))
      .map(
        ([before, extra, at]) => [before, [...before.slice(0, at), extra, ...before.slice(at + 1)]] as const,
      )
    fc.assert(
      fc.property(edited, ([before, after]) => {
        expect(differ(before, after).found.length > 0).toBe(rises(before, after))
      }),
      { numRuns: 1000 },
    )
  })

  test('nothing is wider than itself, in whatever order and however split', () => {
    fc.assert(
      fc.property(policy, fc.boolean(), (before, splits) => {
        const parts = before.flatMap((one) =>
          splits && one.Action ? one.Action.map((action) => ({ ...one, Action: [action] })) : [one],
        )
        expect(differ(before, parts.toReversed())).toEqual({ found: [] })
        expect(differ(parts, before)).toEqual({ found: [] })
      }),
    )
  })

  test('a fresh allowance is always told', () => {
    const fresh = {
      Effect: 'Allow',
      Action: ['dynamodb:scan'],
      Resource: ['arn:new'],
      Principal: { AWS: ['arn:aws:iam::9:role/new'] },
    }
    const allows = fc
      .array(statement, { maxLength: 3 })
      .map((all) =>
        all.filter(
          ({ Effect, Action, Resource }) => Effect === 'Allow' && Action && !Action.includes('*') && Resource,
        ),
      )
    fc.assert(
      fc.property(allows, (before) => {
        expect(texts(before, [...before, fresh])).toContain(
          'dynamodb:scan on arn:new for aws:arn:aws:iam::9:role/new is allowed now',
        )
      }),
    )
  })
})

describe('a policy that is too large', () => {
  const many = (count: number, of: string) => Array.from({ length: count }, (_, i) => `${of}${i}`)
  const tooLarge = (before: object[], after: object[]) => differ(before, after).unclear?.because[0]?.text

  test('is none of ordinary size', () => {
    const large = [{ Effect: 'Allow', Action: many(200, 's3:Get'), Resource: many(40, 'arn:lake/') }]
    expect(differ(large, large)).toEqual({ found: [] })
  })
  test.each<[string, object]>([
    ['by what it multiplies to', { Action: many(1000, 's3:Get'), Resource: many(1000, 'arn:lake/') }],
    ['by its wildcards', { Action: many(40, '*a'.repeat(500)), Resource: many(40, '*b'.repeat(500)) }],
  ])('says so: %s', (_, written) => {
    const huge = [{ Effect: 'Allow', ...written }]
    expect(tooLarge([], huge)).toBe('the policy is too large to be compared')
    expect(tooLarge(huge, [{ Effect: 'Allow', Action: '*', Resource: '*' }])).toBe(
      'the policy is too large to be compared',
    )
  })
  test('and one with texts beyond any name compares these as a whole', () => {
    const long = [{ Effect: 'Allow', Action: 's3:*', Resource: `arn:${'a*'.repeat(2000)}` }]
    expect(differ(long, long)).toEqual({ found: [] })
  })
})
