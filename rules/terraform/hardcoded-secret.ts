import type { TerraformDocument } from '../../src/core/document.ts'
import type { Evidence, Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { InputVariable } from '../../src/core/terraform/configuration.ts'
import type { Place } from '../../src/core/text.ts'
import { scriptsOf } from './shared/startup-scripts.ts'
import { originOf, secretsIn, secretsInAttribute, secretsUnder } from './shared/written-secrets.ts'

export default defineRule({
  id: 'terraform/hardcoded-secret',
  title: 'Write no secret into the code',
  severity: 'critical',
  languages: ['terraform'],
  tags: ['terraform', 'secrets'],
  since: '0.1.0',
  why: 'Whoever can read the repository has the secret, in every clone and for as long as its history is kept. It also goes into plans and into the state in clear. Taking it out later does not take it back.',
  fix: `1. Replace the secret where it is used: it is known now, also once this pull request is closed.
2. Let the service keep it: \`manage_master_user_password = true\` for RDS, Redshift and DocumentDB.
3. Or read it where it is needed: a variable with \`sensitive = true\` that the pipeline sets, an \`ephemeral\` resource with a write-only argument (\`password_wo\`), or a data source of your secret store, which puts it into the state.`,
  references: [
    'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
  ],
  aliases: [
    'checkov:CKV_SECRET_6',
    'checkov:CKV_SECRET_2',
    'checkov:CKV_AWS_45',
    'tfsec:general-secrets-no-plaintext-exposure',
    'trivy:general-secrets-no-plaintext-exposure',
    'kics:487f4be7-3fd9-4506-a07a-eae252180c08',
  ],
  examples: {
    bad: [
      'resource "aws_db_instance" "orders" {\n  engine   = "postgres"\n  username = "app"\n  password = "changeme"\n}\n',
      'variable "snowflake_password" {\n  type      = string\n  sensitive = true\n  default   = "snow-and-ice-9"\n}\n',
      'resource "aws_lambda_function" "etl" {\n  function_name = "etl"\n  role          = "arn:aws:iam::111122223333:role/etl"\n  environment {\n    variables = {\n      DSN = "postgres://etl:winter-is-here@db.internal:5432/app"\n    }\n  }\n}\n',
      'provider "snowflake" {\n  organization_name = "acme"\n  user              = "terraform"\n  password          = "snow-and-ice-9"\n}\n',
      'resource "aws_ecs_task_definition" "etl" {\n  family = "etl"\n  container_definitions = jsonencode([{\n    name        = "etl"\n    image       = "etl:1"\n    environment = [{ name = "DB_PASSWORD", value = "winter-is-here" }]\n  }])\n}\n',
      {
        files: {
          'main.tf':
            'variable "db_password" {\n  type      = string\n  sensitive = true\n}\nresource "aws_db_instance" "orders" {\n  password = var.db_password\n}\n',
          'terraform.tfvars': 'db_password = "winter-is-here"\n',
        },
        note: 'In a file of variables.',
      },
    ],
    good: [
      'variable "db_password" {\n  type      = string\n  sensitive = true\n}\nresource "aws_db_instance" "orders" {\n  password = var.db_password\n}\n',
      'resource "random_password" "orders" {\n  length = 32\n}\nresource "aws_db_instance" "orders" {\n  password = random_password.orders.result\n}\n',
      'resource "aws_db_instance" "orders" {\n  manage_master_user_password = true\n}\nvariable "db_password" {\n  default = ""\n}\n',
      'resource "aws_ecs_task_definition" "etl" {\n  family = "etl"\n  container_definitions = jsonencode([{\n    name    = "etl"\n    secrets = [{ name = "DB_PASSWORD", valueFrom = "arn:aws:ssm:eu-west-1:111122223333:parameter/dsn" }]\n  }])\n}\n',
      'resource "kubernetes_deployment" "etl" {\n  spec {\n    secret_name = "warehouse-credentials"\n    token_path  = "/var/run/secrets/token"\n    password    = "REPLACE_ME"\n  }\n}\n',
      {
        files: {
          'main.tf':
            'resource "aws_ssm_parameter" "dsn" {\n  name  = "dsn"\n  type  = "SecureString"\n  value = "set by hand"\n  lifecycle {\n    ignore_changes = [value]\n  }\n}\n',
        },
        note: 'Words that stand in for a secret which is set elsewhere.',
      },
    ],
  },
  *check(document) {
    const inputs = document.inputs.flatMap((input) => inVariable(input, document))
    yield* distinct(inputs)
    const used = newTo(inputs, [...inBlocks(document)])
    yield* distinct(used)
    yield* distinct(newTo([...inputs, ...used], inLocals(document)))
  },
})

interface Sighting {
  readonly name: string
  /** What a resource is called after the moves of head. */
  readonly knownAs?: string
  readonly path: string
  readonly secret: string
  readonly what: string
  readonly place: Place
  readonly via: readonly Place[]
}

/** The value of a variable by its name: in its default, a file of variables or the call of a module. */
function inVariable(input: InputVariable, document: TerraformDocument): readonly Sighting[] {
  const place = originOf(input, document)
  if (!place) return []
  const name = [input.module, 'var', input.name].filter((part) => part !== '').join('.')
  return secretsUnder(input.value, input.name).map((found) => ({
    ...found,
    path: found.path.slice(1).join('.'),
    ...{ name, place, via: [] },
  }))
}

/** Locals that nothing takes a secret from, as it seems: whoever reads the code reads them. */
function inLocals({ locals = [] }: TerraformDocument): readonly Sighting[] {
  return locals.flatMap(({ module, attribute }) => {
    const name = [module, 'local', attribute.name].filter((part) => part !== '').join('.')
    return secretsInAttribute(attribute).map((found) => ({
      ...found,
      path: found.path.slice(attribute.name.length).replace(/^\./, ''),
      name,
    }))
  })
}

function* inBlocks({ providers, resources, outputs, later }: TerraformDocument): Iterable<Sighting> {
  for (const { module, name, attributes } of outputs) {
    const value = attributes.get('value')
    const found = value ? secretsInAttribute(value, name) : []
    const called = [module, 'output', name].filter((part) => part !== '').join('.')
    for (const each of found) yield { ...each, name: called }
  }
  for (const provider of providers) {
    const name = [provider.module, 'provider', provider.name, provider.alias].filter(Boolean).join('.')
    // The keys of AWS have a rule of their own.
    const own = provider.name === 'aws' ? ['access_key', 'secret_key', 'token'] : []
    for (const found of secretsIn(provider, own)) yield { ...found, name }
  }
  for (const resource of resources) {
    const found = secretsIn(resource, scriptsOf(resource.resourceType))
    const name = resource.declared
    const { declared: knownAs } = later?.get(name) ?? resource
    for (const each of found) yield { ...each, name, knownAs }
  }
}

/** What is not told already: a secret is told where it is set, not where it is used. */
function newTo(told: readonly Sighting[], found: readonly Sighting[]): readonly Sighting[] {
  const secrets = new Set(told.map(({ secret }) => secret))
  const origins = new Set(told.map(({ place }) => keyOf(place)))
  return found.filter(
    ({ secret, via }) => !secrets.has(secret) && !via.some((place) => origins.has(keyOf(place))),
  )
}

/** What is written once is told once, however many resources it makes. */
function* distinct(sightings: readonly Sighting[]): Iterable<Hit> {
  const groups = Map.groupBy(sightings, ({ place, via, path }) =>
    JSON.stringify([keyOf(via.at(-1) ?? place), path]),
  )
  for (const [first] of groups.values()) if (first) yield hitOf(first)
}

/** Nothing of the value goes into a hit: neither it nor its length. */
function hitOf({ name, knownAs = name, path, what, place, via }: Sighting): Hit {
  const at = path === '' ? name : `${name}.${path}`
  const evidence = via.map(
    (each): Evidence => ({ strength: 'proved', kind: 'code', text: 'the value is set here', place: each }),
  )
  return {
    at: place.range,
    path: place.path,
    subject: { kind: 'resource', name },
    knownAs,
    identity: path === '' ? name : path,
    message: `${at} is set to ${what === 'a literal' ? 'a secret that stands here in clear' : `${what}, in clear`}.`,
    evidence,
  }
}

function keyOf({ path, range }: Place): string {
  return JSON.stringify([path, range.start])
}
