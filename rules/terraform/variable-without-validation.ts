import type { TerraformDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { InputVariable, Resource } from '../../src/core/terraform/configuration.ts'
import type { Guard } from '../../src/core/terraform/guard.ts'
import { guardsOf } from '../../src/core/terraform/guards.ts'
import { blocksAt, type Reading, read } from '../../src/core/terraform/read.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { contains, type Place, type Range, slice } from '../../src/core/text.ts'
import { example } from './shared/example.ts'

/** Attributes that say who is let in, by type. */
const doors: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_security_group', ['ingress.cidr_blocks', 'ingress.ipv6_cidr_blocks']],
  ['aws_security_group_rule', ['cidr_blocks', 'ipv6_cidr_blocks']],
  ['aws_vpc_security_group_ingress_rule', ['cidr_ipv4', 'cidr_ipv6']],
  ['google_compute_firewall', ['source_ranges']],
  ['google_sql_database_instance', ['settings.ip_configuration.authorized_networks.value']],
  ['azurerm_network_security_rule', ['source_address_prefix', 'source_address_prefixes']],
  ['azurerm_storage_account', ['network_rules.ip_rules']],
  ['azurerm_mssql_firewall_rule', ['start_ip_address', 'end_ip_address']],
  ['azurerm_postgresql_flexible_server_firewall_rule', ['start_ip_address', 'end_ip_address']],
  ['azurerm_synapse_firewall_rule', ['start_ip_address', 'end_ip_address']],
  ['snowflake_network_policy', ['allowed_ip_list']],
  ['databricks_ip_access_list', ['ip_addresses']],
])

/** What is a matter of yes and no is checked by its type; a key that is named is checked by the cloud. */
function isChoice({ kind, measure, key }: Guard): boolean {
  if (key !== undefined || kind === 'logging') return false
  return (
    measure.by === 'length' ||
    (measure.by === 'ladder' && measure.steps.some((step) => typeof step === 'string'))
  )
}

function guardedPaths(type: string): readonly string[] {
  const guards = guardsOf(type).filter(isChoice)
  return [...guards.map(({ path }) => path), ...(doors.get(type) ?? [])]
}

/** An attribute that guards data, and what it is set from. */
interface Use {
  readonly resource: Resource
  readonly path: string
  readonly reading: Reading
}

function usesIn({ resources }: TerraformDocument): readonly Use[] {
  return resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap((resource) =>
      guardedPaths(resource.resourceType).flatMap((path) =>
        readingsAt(resource, path).map((reading) => ({ resource, path, reading })),
      ),
    )
}

/** In every one of the blocks that may stand more than once. */
function readingsAt(resource: Resource, path: string): readonly Reading[] {
  const [last = '', ...blocks] = path.split('.').reverse()
  const bodies = blocks.length > 0 ? blocksAt(resource, blocks.reverse().join('.')).blocks : [resource]
  return bodies.map((body) => read(body, last)).filter(({ attribute }) => attribute !== undefined)
}

type Variables = ReadonlyMap<string, readonly { readonly range: Range; readonly input: InputVariable }[]>

/** By file: the block of each variable, and where it is set. */
function byFile({ inputs }: TerraformDocument): Variables {
  const places = inputs.flatMap((input) =>
    [input.place, input.setAt].flatMap((place) => (place ? [{ ...place, input }] : [])),
  )
  return Map.groupBy(places, ({ path }) => path)
}

/** Variables that the value comes through, the nearest first. */
function variablesOf({ attribute, value }: Reading, variables: Variables): readonly InputVariable[] {
  const reasons = isUnknown(value) ? value.because.flatMap(({ place }) => place ?? []) : []
  return [...(attribute?.via ?? []), ...reasons].flatMap(({ path, range }) =>
    (variables.get(path) ?? []).filter((each) => contains(each.range, range)).map(({ input }) => input),
  )
}

function keyOf({ path, range }: Place): string {
  return JSON.stringify([path, range.start])
}

/** Whether the code limits what it may be: by a validation, or by a type with two values. */
function isLimited(input: InputVariable, { files }: TerraformDocument): boolean {
  if (input.blocks.some(({ type }) => type === 'validation')) return true
  const type = input.attributes.get('type')
  const file = files.find(({ path }) => path === type?.place.path)
  return type !== undefined && file !== undefined && /\bbool\b/.test(slice(file.text, type.place.range))
}

const acl = (variable: string) =>
  `${variable}${example('aws_s3_bucket_acl.raw', 'bucket = "acme-raw"', 'acl    = var.acl')}`

export default defineRule({
  id: 'terraform/variable-without-validation',
  title: 'Validate the variables that decide who gets in and what is kept',
  severity: 'low',
  languages: ['terraform'],
  tags: ['terraform'],
  since: '0.1.0',
  why: 'The code that was reviewed leaves the decision to whoever sets the variable: one line in a file of variables opens the network, or cuts the backups to a day, without touching a resource.',
  fix: `Say what is allowed:

\`\`\`hcl
variable "allowed_cidrs" {
  type = list(string)
  validation {
    condition     = !contains(var.allowed_cidrs, "0.0.0.0/0")
    error_message = "The warehouse is not open to the internet."
  }
}
\`\`\``,
  references: ['https://developer.hashicorp.com/terraform/language/values/variables#custom-validation-rules'],
  examples: {
    bad: [
      acl('variable "acl" {\n  type = string\n}\n'),
      `variable "allowed" {\n  type    = list(string)\n  default = ["10.0.0.0/8"]\n}\n${example('aws_security_group_rule.db', 'type              = "ingress"', 'from_port         = 5432', 'to_port           = 5432', 'protocol          = "tcp"', 'security_group_id = "sg-0abc"', 'cidr_blocks       = var.allowed')}`,
      `variable "bucket" {\n  type    = object({ acl = string })\n  default = { acl = "private" }\n}\n${example('aws_s3_bucket_acl.raw', 'bucket = "acme-raw"', 'acl    = var.bucket.acl')}`,
      `variable "days" {\n  type    = number\n  default = 14\n}\n${example('aws_db_instance.orders', 'engine                  = "postgres"', 'backup_retention_period = var.days')}`,
    ],
    good: [
      acl(
        'variable "acl" {\n  type = string\n  validation {\n    condition     = contains(["private", "log-delivery-write"], var.acl)\n    error_message = "Buckets are private."\n  }\n}\n',
      ),
      `variable "protected" {\n  type = bool\n}\n${example('aws_db_instance.orders', 'deletion_protection = var.protected')}`,
      `variable "name" {\n  type = string\n}\n${example('aws_s3_bucket_acl.raw', 'bucket = var.name', 'acl    = "private"')}`,
      {
        files: {
          'main.tf':
            'variable "acl" {\n  default = "private"\n}\nmodule "lake" {\n  source = "./lake"\n  acl    = var.acl\n}\n',
          'lake/main.tf': acl(
            'variable "acl" {\n  type = string\n  validation {\n    condition     = var.acl == "private"\n    error_message = "Buckets are private."\n  }\n}\n',
          ),
        },
        note: 'The module validates what it is given.',
      },
    ],
  },
  *check(document) {
    const variables = byFile(document)
    const found = usesIn(document).flatMap((use): { use: Use; input: InputVariable }[] => {
      const through = variablesOf(use.reading, variables)
      const [input] = through
      return input && !through.some((each) => isLimited(each, document)) ? [{ use, input }] : []
    })
    const groups = Map.groupBy(found, ({ input: { header } }) => keyOf(header))
    for (const group of groups.values()) {
      const [first] = group
      if (first)
        yield hitOf(first.input, [...new Set(group.map(({ use }) => `${use.resource.declared}.${use.path}`))])
    }
  },
})

function hitOf({ module, name, header }: InputVariable, uses: readonly string[]): Hit {
  const called = [module, 'var', name].filter((part) => part !== '').join('.')
  const more = uses.length > 1 ? ` and ${uses.length - 1} more` : ''
  return {
    at: header.range,
    path: header.path,
    subject: { kind: 'resource', name: called.replace(/\[[^\]]*\]/g, '') },
    identity: name,
    message: `${called} decides ${uses[0]}${more}, and may be anything.`,
  }
}
