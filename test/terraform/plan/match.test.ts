import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../../src/core/terraform/configuration.ts'
import { LineMap } from '../../../src/core/text.ts'
import { matchPlan, mismatches, strangers } from '../../../src/terraform/plan/match.ts'
import { configurationOf, configured, planFile, planOf, scenarios } from './scenarios.ts'

const sides = new Map<string, { readonly base: Configuration; readonly head: Configuration }>()
for (const scenario of scenarios) {
  const [base, head] = [await configurationOf(scenario, 'base'), await configurationOf(scenario, 'head')]
  sides.set(scenario, { base, head })
}

/** Scenarios in which base and head say the same to a plan's configuration: what differs is in locals, templates and moves. */
const sameToPlans = [
  'bigquery-columns-dropped',
  'glue-columns-dropped',
  'remote-state-secret-in-clear',
  'unity-zones-key-renamed',
]

describe.each(scenarios)('%s', (scenario) => {
  const [json, text] = [planOf(planFile(scenario, 'plan.json')), planOf(planFile(scenario, 'plan.txt'))]
  const own = sides.get(scenario)
  if (!own) throw new Error(scenario)

  it('is found among all', () => {
    const index = scenarios.indexOf(scenario)
    expect(matchPlan(json, [...sides.values()])).toEqual({ index })
    expect(matchPlan(text, [...sides.values()])).toEqual({ index })
  })

  it('agrees with its head', () => {
    expect(mismatches(json, own.head)).toEqual([])
    expect(mismatches(text, own.head)).toEqual([])
  })

  it('contradicts its base where its configuration can tell', () => {
    expect(mismatches(json, own.base).length > 0).toBe(!sameToPlans.includes(scenario))
  })

  it('has no resource that code does not have', () => {
    expect(strangers(json, own)).toEqual([])
  })
})

const code = (text: string) => configured(new Map([['main.tf', text]]))
const resource = (expressions: object, more: object = {}) => ({
  address: 'aws_db_instance.a',
  type: 'aws_db_instance',
  name: 'a',
  expressions,
  ...more,
})
const planWith = (root_module: object, more: object = {}) =>
  planOf(
    JSON.stringify({ format_version: '1.2', resource_changes: [], configuration: { root_module }, ...more }),
  )
const textsOf = (plan: ReturnType<typeof planOf>, configuration: Configuration) =>
  mismatches(plan, configuration).map(({ text }) => text)

describe('what proves a plan of other code', () => {
  it('is a literal that differs, at its line', async () => {
    const text = 'resource "aws_db_instance" "a" {\n  engine = "postgres"\n  port = 5432\n}\n'
    const plan = planWith({
      resources: [resource({ engine: { constant_value: 'mysql' }, port: { constant_value: '5432' } })],
    })
    const [only, ...others] = mismatches(plan, await code(text))
    expect(others).toEqual([])
    expect(only?.text).toBe(
      'aws_db_instance.a has another engine in the code than in the plan: "postgres" here, "mysql" there.',
    )
    expect(new LineMap(text).lines(only?.place?.range ?? { start: 0, end: 0 }).startLine).toBe(2)
  })

  it('is a declaration that one of both lacks', async () => {
    const here = await code('resource "aws_db_instance" "b" {}\noutput "x" { value = 1 }\n')
    const instance = { address: 'aws_db_instance.a', change: { actions: ['no-op'], before: {}, after: {} } }
    const plan = planWith(
      { resources: [resource({})], outputs: { y: { expression: {} } } },
      { resource_changes: [instance] },
    )
    expect(textsOf(plan, here)).toEqual([
      'The plan was made of code that declares aws_db_instance.a; the code under review does not.',
      'The plan was made of code that declares output.y; the code under review does not.',
      "The code declares aws_db_instance.b, which the plan's configuration does not have.",
      "The code declares output.x, which the plan's configuration does not have.",
    ])
  })

  it('is not a resource that the code makes no times', async () => {
    const here = await code(
      'variable "on" { default = 0 }\nresource "aws_db_instance" "a" { count = var.on }\n',
    )
    const instance = {
      address: 'aws_db_instance.a[0]',
      change: { actions: ['no-op'], before: {}, after: {} },
    }
    const counted = resource({}, { count_expression: { references: ['var.on'] } })
    const variables = { on: { default: 0 } }
    expect(
      textsOf(planWith({ resources: [counted], variables }, { resource_changes: [instance] }), here),
    ).toEqual([])
  })

  it('is an argument, a default or a mark that one of both lacks', async () => {
    const here = await code(
      'variable "n" { default = 3 }\noutput "o" {\n  value = 1\n  sensitive = true\n}\nresource "aws_db_instance" "a" { multi_az = true }\n',
    )
    const plan = planWith({
      variables: { n: { default: 2 } },
      outputs: { o: { expression: { constant_value: 1 } } },
      resources: [resource({ iops: { references: ['var.n'] } })],
    })
    expect(textsOf(plan, here)).toEqual([
      'var.n has another default in the code than in the plan: 3 here, 2 there.',
      'aws_db_instance.a sets multi_az in the code; in the plan it did not.',
      'aws_db_instance.a set iops in the plan; in the code it does not.',
      'output.o is sensitive in the code and was not in the plan.',
    ])
  })

  it('is nothing that cannot be known: references, functions, dynamic blocks', async () => {
    const here = await code(
      'variable "v" {}\nresource "aws_db_instance" "a" {\n  engine = var.v\n  name = upper("x")\n  dynamic "timeouts" {\n    for_each = var.v\n    content { create = "1h" }\n  }\n}\n',
    )
    const expressions = {
      engine: { constant_value: 'mysql' },
      name: {},
      timeouts: [{ create: { constant_value: '2h' } }],
    }
    expect(textsOf(planWith({ resources: [resource(expressions)], variables: { v: {} } }), here)).toEqual([])
  })

  it('never quotes a secret', async () => {
    const here = await code(
      'resource "aws_db_instance" "a" {\n  engine = "postgresql://u:hunter2hunter2@db/x"\n  password = "hunter3hunter3"\n}\n',
    )
    const expressions = {
      engine: { constant_value: 'mysql' },
      password: { constant_value: 'hunter4hunter4' },
    }
    const texts = textsOf(planWith({ resources: [resource(expressions)] }), here)
    expect(texts).toEqual(['aws_db_instance.a has another engine in the code than in the plan.'])
  })
})

describe('the configuration of a plan', () => {
  const inDirectories = (texts: Readonly<Record<string, string>>) =>
    Promise.all(Object.values(texts).map(async (text) => ({ head: await code(text) })))

  it('is of twins the one whose values fit', async () => {
    const twins = await inDirectories({
      prod: 'variable "size" { default = "large" }\nresource "aws_db_instance" "a" { instance_class = var.size }\n',
      test: 'variable "size" { default = "small" }\nresource "aws_db_instance" "a" { instance_class = var.size }\n',
    })
    const change = { actions: ['update'], before: {}, after: { instance_class: 'small' } }
    const module = {
      variables: { size: {} },
      resources: [resource({ instance_class: { references: ['var.size'] } })],
    }
    const plan = planWith(module, { resource_changes: [{ address: 'aws_db_instance.a', change }] })
    expect(matchPlan(plan, twins)).toEqual({ index: 1 })
  })

  it('is not guessed between equals, and none is taken where nothing fits', async () => {
    const one = 'resource "aws_db_instance" "a" {}\n'
    const plan = planWith({ resources: [resource({})] })
    expect(matchPlan(plan, await inDirectories({ prod: one, test: one })).problem).toMatch(/equally well/)
    expect(
      matchPlan(plan, await inDirectories({ other: 'resource "aws_s3_bucket" "x" {}\n' })).problem,
    ).toMatch(/none of/)
    expect(matchPlan(plan, []).problem).toMatch(/no Terraform code/)
    expect(matchPlan(planOf('No changes.\n'), await inDirectories({ prod: one, test: one })).problem).toMatch(
      /names nothing/,
    )
  })

  it('contradicts itself with what neither its configuration nor the code declares', async () => {
    const [candidate] = await inDirectories({
      one: 'resource "aws_db_instance" "a" {}\nmodule "far" {\n  source = "example/far/aws"\n}\n',
    })
    const changing = (address: string, ...actions: string[]) => ({ address, change: { actions } })
    const plan = planWith(
      {
        resources: [resource({})],
        module_calls: { far: { module: { resources: [{ address: 'aws_s3_bucket.inside' }] } } },
      },
      {
        resource_changes: [
          changing('aws_db_instance.a', 'update'),
          changing('module.far["x.y"].aws_s3_bucket.inside[0]', 'create'),
          changing('module.old["x.y"].aws_s3_bucket.b', 'delete'),
          changing('aws_s3_bucket.orphan', 'forget'),
          changing('aws_s3_bucket.slipped_in', 'create'),
        ],
      },
    )
    const found = candidate ? strangers(plan, { base: undefined, ...candidate }) : []
    expect(found.map(({ text }) => text)).toEqual([
      'The plan changes aws_s3_bucket.slipped_in, which neither its own configuration nor the code declares.',
    ])
    const bare = planOf(
      JSON.stringify({ format_version: '1.2', resource_changes: [changing('a_b.c', 'create')] }),
    )
    expect(candidate ? strangers(bare, { base: undefined, ...candidate }) : undefined).toEqual([])
  })
})
