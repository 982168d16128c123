import type { TerraformDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Output } from '../../src/core/terraform/configuration.ts'
import type { ExposedSecret, MatchedPlan } from '../../src/core/terraform/plan.ts'
import { placeAt, read } from '../../src/core/terraform/read.ts'
import { pathText } from '../../src/core/terraform/value.ts'
import { type Place, startOfFile } from '../../src/core/text.ts'
import { change } from './shared/example.ts'
import { locate } from './shared/planned.ts'

const loader = (password: string) => `variable "db_password" {
  type      = string
  sensitive = true
}

resource "aws_lambda_function" "loader" {
  function_name = "loader"

  environment {
    variables = {
      DB_PASSWORD = ${password}
    }
  }
}
`
const planned = (sensitive: unknown) => ({
  variables: { db_password: { value: 'FAKE-example-9f31' } },
  configuration: { root_module: { variables: { db_password: { sensitive: true } } } },
  resource_changes: [
    change(
      'aws_lambda_function.loader',
      'update',
      [
        { function_name: 'loader', environment: [] },
        { function_name: 'loader', environment: [{ variables: { DB_PASSWORD: 'FAKE-example-9f31' } }] },
      ],
      { change: { after_sensitive: sensitive } },
    ),
  ],
})

export default defineRule({
  id: 'plan/sensitive-in-clear',
  title: 'Keep secrets marked as such',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'secrets'],
  since: '0.1.0',
  why: 'The value is a secret somewhere, and here nothing says so: it stands in the output of every plan, in logs of the pipeline, and for all to read at the resource it is written to.',
  fix: 'Drop `nonsensitive()`, mark outputs `sensitive = true`, and hand the secret over by reference: its ARN in a secrets manager, read at run time. Rotate it if a plan with it was printed.',
  references: ['https://developer.hashicorp.com/terraform/language/manage-sensitive-data'],
  examples: {
    before: loader('"none"'),
    bad: [
      { files: { 'main.tf': loader('nonsensitive(var.db_password)') }, plan: planned({}) },
      {
        note: 'An output that is no longer marked',
        before: 'output "dsn" {\n  value     = "postgres://db"\n  sensitive = true\n}\n',
        files: { 'main.tf': 'output "dsn" {\n  value = "postgres://db"\n}\n' },
        plan: {
          output_changes: { dsn: { actions: ['no-op'], before_sensitive: true, after_sensitive: true } },
        },
      },
    ],
    good: [
      {
        note: 'Marked where it is used',
        files: { 'main.tf': loader('var.db_password') },
        plan: planned({ environment: [{ variables: { DB_PASSWORD: true } }] }),
      },
      {
        note: 'An output that was never marked',
        before: 'output "dsn" {\n  value = "postgres://db"\n}\n',
        files: { 'main.tf': 'output "dsn" {\n  value = "postgres://replica"\n}\n' },
        plan: { output_changes: { dsn: { actions: ['update'] } } },
      },
    ],
  },
  *check(document) {
    for (const plan of document.plans) {
      for (const exposed of plan.exposed) yield exposure(exposed, plan, document)
      yield* unmarked(plan, document)
    }
  },
})

function exposure(
  { address, path, because, when }: ExposedSecret,
  plan: MatchedPlan,
  document: TerraformDocument,
): Hit {
  const { place, side } = placeOf(address, path, { plan, document })
  const text = pathText(path)
  const where = text === '' ? address : `${text} of ${address}`
  return {
    at: place.range,
    path: place.path,
    ...(side && { side }),
    subject: { kind: 'resource', name: address },
    identity: text,
    message: `${where} stands in clear: ${because}.`,
    evidence: [
      {
        strength: 'measured',
        kind: 'plan',
        text: `${plan.name}: found by value; it is shown nowhere in this report`,
      },
    ],
    // What is in the state already was there before this change.
    ...(when === 'state' && { weight: 'light' as const }),
  }
}

interface Around {
  readonly plan: MatchedPlan
  readonly document: TerraformDocument
}

function placeOf(address: string, path: ExposedSecret['path'], { plan, document }: Around) {
  const output = rootOutput(address.replace(/^output\./, ''), document)
  if (address.startsWith('output.') && output) return { place: valuePlace(output), side: undefined }
  const resource = [...plan.resources, ...plan.drift].find((each) => each.address === address)
  // The computed copy of an input is written where the input is.
  if (resource)
    return located(locate(resource, document, address.includes('terraform_data.') ? ['input'] : path))
  const declared = document.byAddress.get(address)
  if (declared) return { place: placeAt(declared, path), side: undefined }
  return { place: { path: document.paths[0] ?? document.root, range: startOfFile }, side: undefined }
}

const located = ({ place, side }: ReturnType<typeof locate>) => ({ place, side })

const rootOutput = (name: string, { outputs }: Pick<TerraformDocument, 'outputs'>) =>
  outputs.find((output) => output.module === '' && output.name === name)

const valuePlace = (output: Output): Place => output.attributes.get('value')?.place ?? output.header

/** Outputs that were marked at base and are not any more: this plan still masks them, the next one prints them. */
function* unmarked(plan: MatchedPlan, document: TerraformDocument): Iterable<Hit> {
  for (const before of document.before?.outputs ?? []) {
    const now = before.module === '' ? rootOutput(before.name, document) : undefined
    if (!now || !isMarked(before) || isMarked(now)) continue
    const place = valuePlace(now)
    yield {
      at: place.range,
      path: place.path,
      subject: { kind: 'resource', name: `output.${now.name}` },
      identity: 'unmarked',
      message: `The output ${now.name} is no longer marked as sensitive: plans and applies print it from now on.`,
      evidence: [
        { strength: 'proved', kind: 'plan', text: `${plan.name}: the last state has it as sensitive` },
      ],
    }
  }
}

const isMarked = (output: Output) => read(output, 'sensitive').value === true
