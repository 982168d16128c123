import { describe, expect, it } from 'vitest'
import type { Plan, PlannedResource } from '../../../src/core/terraform/plan.ts'
import { isMasked, isUnknown, valueAt } from '../../../src/core/terraform/value.ts'
import { readPlan } from '../../../src/terraform/plan/read-plan.ts'
import { dumped, planFile, planOf, scenarios } from './scenarios.ts'

const change = (address: string, planned: object) => ({ address, mode: 'managed', change: planned })
const planWith = (more: object) =>
  planOf(JSON.stringify({ format_version: '1.2', resource_changes: [], ...more }))
const only = ({ resources: [resource] }: Plan): PlannedResource => {
  if (!resource) throw new Error('no resource')
  return resource
}

describe('what a plan says', () => {
  it('knows the actions, the order of a replacement included', () => {
    const actions = [
      [['no-op'], 'no-op'],
      [['create'], 'create'],
      [['read'], 'read'],
      [['update'], 'update'],
      [['delete'], 'delete'],
      [['delete', 'create'], 'replace'],
      [['create', 'delete'], 'create-then-delete'],
      [['forget'], 'forget'],
      [['create', 'forget'], 'create-then-forget'],
    ] as const
    for (const [written, meant] of actions) {
      const plan = planWith({ resource_changes: [change('null_resource.a', { actions: written })] })
      expect(only(plan).action).toBe(meant)
      expect(plan.notes).toEqual([])
    }
  })

  it.each([[['evaporate']], [['create', 'explode']], ['create'], [[]], [null], [[['create']]]])(
    'refuses what does %j: an action that nobody knows is not taken for another',
    (actions) => {
      const refusalOf = (more: object) => {
        const reading = readPlan({ name: 'p', text: JSON.stringify({ format_version: '1.2', ...more }) })
        return reading.ok ? undefined : reading.reason
      }
      const resources = [change('a_b.fine', { actions: ['create'] }), change('a_b.odd', { actions })]
      expect(refusalOf({ resource_changes: resources })).toMatch(/^Resource change 2 of the plan has no list/)
      expect(refusalOf({ output_changes: { dsn: { actions } } })).toMatch(/^Output change 1 of the plan/)
    },
  )

  it('puts what is known only after the apply where it will be', () => {
    const { after } = only(
      planWith({
        resource_changes: [
          change('aws_iam_role.a', {
            actions: ['create'],
            before: null,
            after: { name: 'a', rule: [{ days: 3 }], list: ['x', null] },
            after_unknown: {
              arn: true,
              rule: [{ id: true }],
              list: [false, true],
              tags: {},
              meta: { at: true },
            },
          }),
        ],
      }),
    )
    expect(valueAt(after, ['name'])).toBe('a')
    expect(isUnknown(valueAt(after, ['arn']))).toBe(true)
    expect(valueAt(after, ['rule', 0, 'days'])).toBe(3)
    expect(isUnknown(valueAt(after, ['rule', 0, 'id']))).toBe(true)
    expect(isUnknown(valueAt(after, ['list', 1]))).toBe(true)
    expect(valueAt(after, ['tags'])).toBeUndefined()
    expect(isUnknown(valueAt(after, ['meta', 'at']))).toBe(true)
  })

  it('masks what is marked, equal values with equal numbers, and leaves null as it is', () => {
    const { before, after } = only(
      planWith({
        resource_changes: [
          change('aws_db_instance.a', {
            actions: ['update'],
            before: { password: 'old one', pin: 7, other: 'old one', none: null },
            after: { password: 'new one', pin: 7, other: 'new one', none: null },
            before_sensitive: { password: true, pin: true, other: true, none: true },
            after_sensitive: { password: true, pin: true, other: true, none: true },
          }),
        ],
      }),
    )
    expect(valueAt(before, ['password'])).toEqual(valueAt(before, ['other']))
    expect(valueAt(after, ['password'])).toEqual(valueAt(after, ['other']))
    expect(valueAt(before, ['password'])).not.toEqual(valueAt(after, ['password']))
    expect(isMasked(valueAt(before, ['pin']))).toBe(true)
    expect(valueAt(before, ['pin'])).toEqual(valueAt(after, ['pin']))
    expect(valueAt(before, ['none'])).toBeNull()
  })

  it('keeps what does not change once', () => {
    const { before, after } = only(
      planWith({
        resource_changes: [
          change('aws_s3_bucket.a', { actions: ['no-op'], before: { bucket: 'a' }, after: { bucket: 'a' } }),
        ],
      }),
    )
    expect(after).toBe(before)
  })

  it('takes addresses apart whatever their keys hold', () => {
    const address = 'module.a["x.y[0].\\"z\\"/w"].module.b[2].aws_s3_bucket.zone["k.e/y]"]'
    const resource = only(planWith({ resource_changes: [change(address, { actions: ['create'] })] }))
    expect(resource).toMatchObject({
      address,
      module: 'module.a["x.y[0].\\"z\\"/w"].module.b[2]',
      type: 'aws_s3_bucket',
      name: 'zone',
      key: 'k.e/y]',
    })
  })

  it('reads drift, deferral, moves, imports, leftovers and checks', () => {
    const plan = planWith({
      terraform_version: '1.11.4',
      errored: true,
      resource_changes: [
        { ...change('a_b.c', { actions: ['no-op'], importing: { id: 'x' } }), previous_address: 'a_b.old' },
        { ...change('a_b.c', { actions: ['delete'] }), deposed: 'dd05b32a' },
      ],
      resource_drift: [change('a_b.c', { actions: ['update'], before: { size: 2 }, after: { size: 9 } })],
      deferred_changes: [{ reason: 'instance_count_unknown', resource_change: change('a_b.later', {}) }],
      checks: [
        {
          address: { to_display: 'check.health' },
          status: 'fail',
          instances: [{ problems: [{ message: 'It is down.' }] }],
        },
      ],
    })
    expect(plan).toMatchObject({
      complete: false,
      errored: true,
      terraformVersion: '1.11.4',
      resources: [
        { importing: true, previousAddress: 'a_b.old' },
        { deposed: 'dd05b32a', importing: false },
      ],
      deferred: [{ address: 'a_b.later', reason: 'instance_count_unknown' }],
      checks: [{ address: 'check.health', status: 'fail', problems: ['It is down.'] }],
    })
    expect(valueAt(plan.drift[0]?.after, ['size'])).toBe(9)
  })

  it('is read in every format from 0.1 to below 2.0, of OpenTofu as well', () => {
    for (const format_version of ['0.1', '0.2', '1.0', '1.1', '1.2', '1.17']) {
      expect(planWith({ format_version }).formatVersion).toBe(format_version)
    }
    const provider_name = 'registry.opentofu.org/hashicorp/aws'
    const plan = planWith({
      resource_changes: [{ ...change('aws_s3_bucket.a', { actions: ['create'] }), provider_name }],
    })
    expect(only(plan).type).toBe('aws_s3_bucket')
  })

  it('survives members of every wrong kind', () => {
    for (const wrong of [null, 7, 'text', [], {}, [null], [[[]]], { a: null }]) {
      const members = [
        'resource_changes',
        'resource_drift',
        'output_changes',
        'checks',
        'configuration',
        'variables',
      ]
      const plan = Object.fromEntries(
        [...members, 'prior_state', 'planned_values'].map((key) => [key, wrong]),
      )
      const reading = readPlan({ name: 'p', text: JSON.stringify({ format_version: '1.2', ...plan }) })
      if (!reading.ok) expect(reading.reason).toMatch(/has no list of actions/)
    }
    const keys =
      '{"format_version":"1.2","resource_changes":[{"address":"a.b","change":{"actions":["create"],"after":{"__proto__":{"x":1},"constructor":2}}}]}'
    expect(valueAt(only(planOf(keys)).after, ['__proto__', 'x'])).toBe(1)
  })
})

describe('what is no plan', () => {
  const reasonOf = (text: string) => {
    const reading = readPlan({ name: 'p', text })
    return reading.ok ? 'a plan' : reading.reason
  }
  const whole = planFile('etl-policies-widened', 'plan.json')

  it.each([
    ['', /empty/],
    [' \n', /empty/],
    ['PK\u0003\u0004\u0000', /-out/],
    ['<!doctype html><html>', /web page/],
    ['{\0"\0', /UTF-8/],
    ['[]', /not a plan/],
    ['{}', /not a plan/],
    ['{"format_version":"2.0","resource_changes":[]}', /format version/],
    ['{"format_version":"0.0","resource_changes":[]}', /format version/],
    ['{"version":4,"serial":3,"lineage":"x","resources":[]}', /state file/],
    ['{"format_version":"1.0","terraform_version":"1.5.0","values":{}}', /state as/],
    [
      '{"@level":"info","@message":"x","type":"version"}\n{"@level":"info","type":"planned_change"}',
      /stream of events/,
    ],
    ['{"@level":"info","@message":"x","type":"version"}', /stream of events/],
    ['{"version":"0.2","projects":[],"totalMonthlyCost":"1"}', /Infracost/],
    ['{"format_version": "1.2",}', /malformed at line 1, column 26/],
    ['Hello, this is a letter.', /neither/],
    [`{"a":${'['.repeat(5000)}`, /nested/],
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /nested/],
  ])('%.40s', (text, reason) => {
    expect(reasonOf(text)).toMatch(reason)
  })

  it('tells a plan that was cut short wherever the cut is', () => {
    for (let end = 1; end < whole.trimEnd().length; end += 997) {
      expect(reasonOf(whole.slice(0, end))).toMatch(/cut short/)
    }
  })

  it('is refused when it is longer than can be read', () => {
    expect(reasonOf(' '.repeat(64 * 1024 * 1024 + 1))).toMatch(/65 MB/)
  })

  it('quotes nothing of the file', () => {
    const secret = 'correct-horse-battery'
    for (const text of [`{"password":"${secret}"`, `{"password":"${secret}" ${secret}`, secret]) {
      expect(reasonOf(text)).not.toContain(secret)
    }
  })
})

describe.each(scenarios)('%s', (scenario) => {
  const json = planOf(planFile(scenario, 'plan.json'))
  const text = planOf(planFile(scenario, 'plan.txt'))

  it('has the same actions in its text as in its JSON', () => {
    expect(stepsOf(text)).toEqual(stepsOf(json))
  })

  it('is read whole', () => {
    expect(json.notes).toEqual([])
    expect(text.notes).toHaveLength(1)
  })

  it('has no secret left in either form', () => {
    for (const plan of [json, text]) expect(dumped(plan)).not.toContain('FAKE-')
  })
})

/** What changes, without what only JSON tells. */
function stepsOf({ resources }: Plan) {
  return resources
    .filter(({ action, previousAddress }) => action !== 'no-op' || previousAddress !== undefined)
    .map(
      ({
        address,
        module,
        mode,
        type,
        name,
        key,
        action,
        previousAddress,
        deposed,
        importing,
        replacePaths,
      }) => ({
        ...{ address, module, mode, type, name, key, action, previousAddress, deposed, importing },
        replacePaths: replacePaths.map((path) => path.join('.')).toSorted(),
      }),
    )
    .toSorted((one, other) => (one.address < other.address ? -1 : 1))
}
