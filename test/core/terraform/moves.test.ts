import { describe, expect, test } from 'vitest'
import { missingMoves } from '../../../src/core/terraform/moves.ts'
import type { PlannedResource } from '../../../src/core/terraform/plan.ts'
import { unknown } from '../../../src/core/terraform/value.ts'
import { configuration, resource } from './block.ts'
import { planned, planOf } from './planned.ts'

const gone = (address: string, name: string) => planned(address, 'delete', [{ bucket: name }, undefined])
const made = (address: string, name: string) => planned(address, 'create', [undefined, { bucket: name }])

/** What is missing, where the code declares these addresses. */
function missing(resources: readonly PlannedResource[], ...declared: readonly string[]): string[] {
  const code = configuration(...declared.map((address) => resource(address, {})))
  return missingMoves(planOf(resources), code).map(({ from, to }) => `${from} > ${to}`)
}

describe('a move is missing', () => {
  test('of a renamed key', () => {
    const plan = [
      gone('aws_s3_bucket.zone["raw"]', 'lake-raw'),
      made('aws_s3_bucket.zone["bronze"]', 'lake-raw'),
      made('aws_s3_bucket.zone["gold"]', 'lake-gold'),
    ]
    expect(missing(plan, 'aws_s3_bucket.zone["bronze"]', 'aws_s3_bucket.zone["gold"]')).toEqual([
      'aws_s3_bucket.zone["raw"] > aws_s3_bucket.zone["bronze"]',
    ])
  })

  test('of what goes from key to key beside it, of which too little is known', () => {
    const plan = [
      gone('aws_s3_bucket.zone["raw"]', 'lake-raw'),
      made('aws_s3_bucket.zone["bronze"]', 'lake-raw'),
      planned('aws_s3_bucket_versioning.zone["raw"]', 'delete', [{ bucket: 'lake-raw' }, undefined]),
      planned('aws_s3_bucket_versioning.zone["bronze"]', 'create', [undefined, { bucket: unknown('later') }]),
      planned('aws_s3_bucket_versioning.zone["gold"]', 'create', [undefined, { bucket: unknown('later') }]),
    ]
    expect(missing(plan, 'aws_s3_bucket.zone["bronze"]')).toEqual([
      'aws_s3_bucket.zone["raw"] > aws_s3_bucket.zone["bronze"]',
      'aws_s3_bucket_versioning.zone["raw"] > aws_s3_bucket_versioning.zone["bronze"]',
    ])
  })

  test('of a renamed block, which the code declares no more', () => {
    const plan = [gone('aws_s3_bucket.events', 'clicks'), made('aws_s3_bucket.clicks', 'clicks')]
    expect(missing(plan, 'aws_s3_bucket.clicks')).toEqual(['aws_s3_bucket.events > aws_s3_bucket.clicks'])
    expect(missing(plan, 'aws_s3_bucket.clicks', 'aws_s3_bucket.events')).toEqual([])
  })

  test('of what belongs to a bucket only where more than the bucket is the same', () => {
    const policy = (address: string, action: 'delete' | 'create', text: string) => {
      const values = { bucket: 'lake', policy: text }
      return planned(address, action, action === 'delete' ? [values, undefined] : [undefined, values])
    }
    const moved = (text: string) =>
      missing(
        [
          policy('aws_s3_bucket_policy.tls', 'delete', 'deny'),
          policy('aws_s3_bucket_policy.open', 'create', text),
        ],
        'aws_s3_bucket_policy.open',
      )
    expect(moved('allow')).toEqual([])
    expect(moved('deny')).toEqual(['aws_s3_bucket_policy.tls > aws_s3_bucket_policy.open'])
  })

  test('of a renamed module once, whatever is in it', () => {
    const plan = [
      gone('module.lake.aws_s3_bucket.raw', 'lake-raw'),
      gone('module.lake.aws_s3_bucket.gold', 'lake-gold'),
      made('module.zones.aws_s3_bucket.raw', 'lake-raw'),
      made('module.zones.aws_s3_bucket.gold', 'lake-gold'),
    ]
    const declared = ['module.zones.aws_s3_bucket.raw', 'module.zones.aws_s3_bucket.gold']
    expect(missing(plan, ...declared)).toEqual(['module.lake > module.zones'])
  })

  test('of each resource of a module that was divided', () => {
    const plan = [
      gone('module.lake.aws_s3_bucket.raw', 'lake-raw'),
      gone('module.lake.aws_s3_bucket.gold', 'lake-gold'),
      made('module.in.aws_s3_bucket.raw', 'lake-raw'),
      made('module.out.aws_s3_bucket.gold', 'lake-gold'),
    ]
    expect(missing(plan, 'module.in.aws_s3_bucket.raw', 'module.out.aws_s3_bucket.gold')).toEqual([
      'module.lake.aws_s3_bucket.raw > module.in.aws_s3_bucket.raw',
      'module.lake.aws_s3_bucket.gold > module.out.aws_s3_bucket.gold',
    ])
  })
})

test('thousands of renamed keys are found in a moment, each by its name', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `lake-${i}`)
  const plan = names.flatMap((name) => [
    gone(`aws_s3_bucket.zone["${name}"]`, name),
    made(`aws_s3_bucket.zone["new-${name}"]`, name),
  ])
  expect(missing(plan, ...names.map((name) => `aws_s3_bucket.zone["new-${name}"]`))).toHaveLength(20_000)
})

describe('no move is missing', () => {
  test.each([
    ['of another name', [gone('aws_s3_bucket.a', 'one'), made('aws_s3_bucket.b', 'other')]],
    [
      'of another type',
      [gone('aws_s3_bucket.a', 'one'), planned('aws_sqs_queue.b', 'create', [undefined, { name: 'one' }])],
    ],
    [
      'where two are equally like it',
      [gone('aws_s3_bucket.a', 'one'), made('aws_s3_bucket.b', 'one'), made('aws_s3_bucket.c', 'one')],
    ],
    ['where only one goes', [gone('aws_s3_bucket.a', 'one')]],
    [
      'of a leftover of an earlier replacement',
      [
        planned('aws_s3_bucket.a', 'delete', [{ bucket: 'one' }, undefined], { deposed: 'a1b2c3d4' }),
        made('aws_s3_bucket.b', 'one'),
      ],
    ],
    [
      'where nothing of it is known',
      [
        gone('aws_s3_bucket.a', 'one'),
        planned('aws_s3_bucket.b', 'create', [undefined, { bucket: unknown('later') }]),
      ],
    ],
  ] as const)('%s', (_, plan) => {
    expect(missing(plan, 'aws_s3_bucket.b', 'aws_s3_bucket.c', 'aws_sqs_queue.b')).toEqual([])
  })
})
