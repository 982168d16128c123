import { describe, expect, it } from 'vitest'
import { isList, isMap, isMasked, isUnknown, type Value, valueAt } from '../../../src/core/terraform/value.ts'
import { readPlan } from '../../../src/terraform/plan/read-plan.ts'
import { planFile, planOf, scenarios } from './scenarios.ts'

const headed = (...lines: readonly string[]) =>
  planOf(['Terraform will perform the following actions:', '', ...lines].join('\n'))

const aBucket = (...lines: readonly string[]) =>
  headed(
    '  # aws_s3_bucket.a will be updated in-place',
    '  ~ resource "aws_s3_bucket" "a" {',
    ...lines.map((line) => `      ${line}`),
    '    }',
    '',
    'Plan: 0 to add, 1 to change, 0 to destroy.',
  )

function sidesOf(plan: ReturnType<typeof planOf>, ...path: (string | number)[]): (Value | undefined)[] {
  const [resource] = plan.resources
  return [valueAt(resource?.before, path), valueAt(resource?.after, path)]
}

describe('values in the text of a plan', () => {
  it('are numbers, booleans, texts and null on both sides of the arrow', () => {
    const plan = aBucket(
      '~ a = 7 -> 30',
      '~ b = true -> false',
      '~ c = "x -> \\"y\\"" -> "z"',
      '- d = "old" -> null',
      '+ e = 1.5',
      '  f = -3',
    )
    expect(sidesOf(plan, 'a')).toEqual([7, 30])
    expect(sidesOf(plan, 'b')).toEqual([true, false])
    expect(sidesOf(plan, 'c')).toEqual(['x -> "y"', 'z'])
    expect(sidesOf(plan, 'd')).toEqual(['old', null])
    expect(sidesOf(plan, 'e')).toEqual([undefined, 1.5])
    expect(sidesOf(plan, 'f')).toEqual([-3, -3])
  })

  it('are unknown where the apply will tell, and masked where the text hides them', () => {
    const plan = aBucket(
      '~ a = "x" -> (known after apply)',
      '~ b = (sensitive value)',
      '  c = (sensitive value)',
    )
    const [, later] = sidesOf(plan, 'a')
    expect(isUnknown(later)).toBe(true)
    const [before, after] = sidesOf(plan, 'b')
    expect([isMasked(before), isMasked(after)]).toEqual([true, true])
    expect(before).not.toEqual(after)
    const [same, too] = sidesOf(plan, 'c')
    expect(same).toEqual(too)
  })

  it('are lists and maps with what is hidden in its place', () => {
    const plan = aBucket(
      '~ cidrs = [',
      '    # (2 unchanged elements hidden)',
      '  - "10.0.0.0/8",',
      '  + "0.0.0.0/0",',
      '  ]',
      '~ tags = {',
      '    "a.b" = "1"',
      '  + "c" = "2"',
      '  }',
    )
    expect(sidesOf(plan, 'cidrs', 2)).toEqual(['10.0.0.0/8', '0.0.0.0/0'])
    expect(sidesOf(plan, 'cidrs').map((value) => (value as Value[]).length)).toEqual([3, 3])
    expect(sidesOf(plan, 'cidrs', 0).every(isUnknown)).toBe(true)
    expect(sidesOf(plan, 'tags')).toEqual([
      new Map([['a.b', '1']]),
      new Map([
        ['a.b', '1'],
        ['c', '2'],
      ]),
    ])
  })

  it('are blocks by their place among their kind', () => {
    const plan = aBucket('- rule {', '  - days = 1 -> null', '  }', '~ rule {', '  ~ days = 2 -> 3', '  }')
    const rule = (days: number) => new Map([['days', days]])
    expect(sidesOf(plan, 'rule', 1)).toEqual([rule(2), undefined])
    expect(sidesOf(plan, 'rule', 0, 'days')).toEqual([1, 3])
  })

  it('are the JSON text where jsonencode shows all of it, and unknown where it does not', () => {
    const plan = aBucket(
      '~ a = jsonencode(',
      '  ~ {',
      '    ~ x = [',
      '      - 1,',
      '      + 2,',
      '      ]',
      '    }',
      '  )',
      '~ b = jsonencode(',
      '  ~ {',
      '    ~ x = 1 -> 2',
      '      # (1 unchanged attribute hidden)',
      '    }',
      '  )',
    )
    expect(sidesOf(plan, 'a')).toEqual(['{"x":[1]}', '{"x":[2]}'])
    expect(sidesOf(plan, 'b').every(isUnknown)).toBe(true)
  })

  it('are texts of several lines', () => {
    const plan = aBucket(
      '+ doc = <<-EOT',
      '      first = {',
      '        second',
      '      }',
      '  EOT',
      '+ after = 1',
    )
    expect(sidesOf(plan, 'doc')).toEqual([undefined, 'first = {\n  second\n}\n'])
    expect(sidesOf(plan, 'after')).toEqual([undefined, 1])
  })

  it('are those that JSON gives, on both sides', () => {
    let compared = 0
    for (const scenario of scenarios) {
      const [json, text] = [planOf(planFile(scenario, 'plan.json')), planOf(planFile(scenario, 'plan.txt'))]
      for (const shown of text.resources) {
        const planned = json.resources.find(
          ({ address, deposed }) => address === shown.address && deposed === shown.deposed,
        )
        for (const side of ['before', 'after'] as const) {
          if (!isMap(shown[side])) continue
          for (const [name, value] of shown[side]) {
            // What the text masks or does not know yet is no plain value; of blocks and maps it may hide a part.
            const known = valueAt(planned?.[side], [name])
            if (!isShown(value) || isMasked(known)) continue
            expect(parsed(known), `${scenario} ${shown.address}.${name}`).toEqual(parsed(value))
            compared++
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(600)
  })
})

function isShown(value: Value): boolean {
  if (isList(value)) return value.length > 0 && value.every((item) => typeof item !== 'object')
  return value !== null && typeof value !== 'object'
}

/** JSON texts are equal when they say the same. */
function parsed(value: Value | undefined): unknown {
  if (typeof value !== 'string' || !/^[{[]/.test(value)) return value
  return JSON.parse(value)
}

describe('a pasted plan', () => {
  const text = planFile('session-store-rekeyed', 'plan.txt')
  const stepsOf = (pasted: string) =>
    planOf(pasted).resources.map(({ address, action, reason, replacePaths }) => ({
      address,
      action,
      reason,
      replacePaths,
    }))

  it.each([
    ['the time stamps of a CI log', (line: string) => `2026-11-21T04:06:40.1234567Z ${line}`],
    ['colours', (line: string) => line.replace(/^(\s*)([-+~]\S*) /, '$1\u001b[31m$2\u001b[0m\u001b[0m ')],
    ['CRLF', (line: string) => `${line}\r`],
    ['no indentation', (line: string) => line.trim()],
  ])('is the same with %s', (_, changed) => {
    expect(stepsOf(text.split('\n').map(changed).join('\n'))).toEqual(stepsOf(text))
  })

  it('that was cut short is not taken for complete', () => {
    const [json] = [planOf(text)]
    expect(json.complete).toBe(true)
    const cut = planOf(text.slice(0, text.indexOf('Plan:')))
    expect(cut.complete).toBe(false)
    expect(cut.notes[0]).toMatch(/lacks its last line/)
    expect(planOf(text.slice(0, text.indexOf('read_capacity'))).notes[0]).toMatch(/ends inside a resource/)
  })

  it('whose last line counts more than could be read is not taken for complete', () => {
    const plan = planOf(text.replace('3 to destroy', '4 to destroy'))
    expect(plan.complete).toBe(false)
    expect(plan.unread).toBe(true)
    expect(plan.notes[0]).toBe("The plan's last line says 4 to destroy; 3 could be read.")
  })

  it.each([
    ['module.a', 'delete_because_no_module'],
    ['module.a["x"].module.b[0]', 'delete_because_no_module'],
    ['module.a["is not in configuration].x"].module.b', 'delete_because_no_module'],
    ['module.a.a_b.c', 'delete_because_no_resource_config'],
    ['module.a["module.b is not"].a_b.c', 'delete_because_no_resource_config'],
    ['a_b.c', 'delete_because_no_resource_config'],
  ])('tells why something goes: %s is not in configuration', (gone, reason) => {
    const plan = headed(
      '  # module.a["x"].module.b[0].a_b.c will be destroyed',
      `  # (because ${gone} is not in configuration)`,
      '  - resource "a_b" "c" {',
      '    }',
      'Plan: 0 to add, 0 to change, 1 to destroy.',
    )
    expect(plan.resources).toMatchObject([{ action: 'delete', reason }])
  })

  it('that met a problem half way is told as one that failed', () => {
    for (const tool of ['Terraform', 'OpenTofu']) {
      const words = `${tool} planned the following actions, but then encountered a problem:`
      expect(planOf(`${words}\n${text}`)).toMatchObject({ errored: true, complete: true })
    }
  })

  it('tells of targets, errors and nothing to do', () => {
    const targeted = planOf(`╷\n│ Warning: Resource targeting is in effect\n╵\n${text}`)
    expect(targeted.complete).toBe(false)
    expect(targeted.unread).toBeUndefined()
    expect(planOf(`${text}\nError: Instance cannot be destroyed\n`).errored).toBe(true)
    const quiet = planOf('No changes. Your infrastructure matches the configuration.\n')
    expect(quiet).toMatchObject({ resources: [], complete: true, errored: false })
  })

  it('keeps what changed outside apart', () => {
    const plan = planOf(
      [
        'Note: Objects have changed outside of Terraform',
        '  # aws_db_instance.a has changed',
        '  ~ resource "aws_db_instance" "a" {',
        '      ~ instance_class = "small" -> "large"',
        '    }',
        'No changes.',
      ].join('\n'),
    )
    expect(plan.resources).toEqual([])
    expect(plan.drift).toMatchObject([{ address: 'aws_db_instance.a', action: 'update' }])
  })

  it('takes no address apart at a dot or a quote of its keys', () => {
    const plan = headed(
      '  # module.a["x \\"y\\". z"].a_b.c["k]"] will be created',
      '  + resource "a_b" "c" {',
      '    }',
      'Plan: 1 to add, 0 to change, 0 to destroy.',
    )
    expect(plan.resources).toMatchObject([
      { module: 'module.a["x \\"y\\". z"]', key: 'k]', action: 'create' },
    ])
  })

  it('nested without end is read as far as it is sane', () => {
    const plan = readPlan({
      name: 'p',
      text: `No changes.\n# a_b.c will be created\n+ resource "a_b" "c" {\n${'x {\n'.repeat(100_000)}`,
    })
    expect(plan.ok && plan.plan.complete).toBe(false)
  })
})
