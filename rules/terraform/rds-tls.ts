import type { TerraformDocument } from '../../src/core/document.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { linksTo } from '../../src/core/terraform/link.ts'
import { type Reading, read } from '../../src/core/terraform/read.ts'
import { firstUnknown, isUnknown, unknown, type Value, valueText } from '../../src/core/terraform/value.ts'
import type { Wanted } from './shared/demand.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { parameterIn } from './shared/parameters.ts'
import { awsPage, written } from './shared/written.ts'

interface Engine {
  readonly parameter: string
  /** The first version that demands TLS by itself. */
  readonly since?: readonly number[]
}

const engines: ReadonlyMap<string, Engine> = new Map([
  ['postgres', { parameter: 'rds.force_ssl', since: [15] }],
  ['aurora-postgresql', { parameter: 'rds.force_ssl', since: [17] }],
  ['mysql', { parameter: 'require_secure_transport', since: [9] }],
  ['mariadb', { parameter: 'require_secure_transport', since: [11, 8] }],
  ['aurora-mysql', { parameter: 'require_secure_transport' }],
  ...['ee', 'se', 'ex', 'web'].map((edition): [string, Engine] => [
    `sqlserver-${edition}`,
    { parameter: 'rds.force_ssl' },
  ]),
])

/** Where a database names its parameter group, and what that is. */
const groups: ReadonlyMap<string, { readonly by: string; readonly type: string }> = new Map([
  ['aws_db_instance', { by: 'parameter_group_name', type: 'aws_db_parameter_group' }],
  ['aws_rds_cluster', { by: 'db_cluster_parameter_group_name', type: 'aws_rds_cluster_parameter_group' }],
])

const isOn: Wanted = (value) => ['1', 'on', 'true'].includes(String(value).toLowerCase())

const judge: Judge = (resource, { document }) => {
  const { value, place } = read(resource, 'engine')
  if (isUnknown(value)) return [{ kind: 'unclear', what: 'engine', place, because: value }]
  const engine = engines.get(String(value))
  const shape = groups.get(resource.resourceType)
  if (!engine || !shape) return []
  const named = read(resource, shape.by)
  const isDefault = typeof named.value === 'string' && named.value.startsWith('default.')
  if ((named.value ?? null) === null) return byDefault(engine, named, read(resource, 'engine_version').value)
  if (isDefault) return byDefault(engine, named, named.value)
  const group = groupNamed(document, resource, shape)
  if (group) return byGroup(engine, named, group)
  const because = firstUnknown(named.value) ?? unknown('the parameter group is not in this code')
  return [{ kind: 'unclear', what: engine.parameter, place: named.place, because }]
}

function groupNamed(
  { resources }: TerraformDocument,
  database: Resource,
  { by, type }: { readonly by: string; readonly type: string },
): Resource | undefined {
  return resources.find((group) => group.resourceType === type && linksTo(database, by, group) === 'yes')
}

/** Told of the database, not of the group: a second one that takes the same group is a second finding. */
function byGroup(engine: Engine, named: Reading, group: Resource): readonly Told[] {
  const { parameter } = engine
  const { value, place } = parameterIn(group, parameter)
  if (value === undefined || value === null) return byDefault(engine, named, read(group, 'family').value)
  const because = firstUnknown(value)
  if (because) return [{ kind: 'unclear', what: parameter, place: named.place, because }]
  if (isOn(value)) return []
  const text = `${group.declared} switches it off here`
  return [
    {
      kind: 'bad',
      what: parameter,
      place: named.place,
      fact: `${parameter} is ${valueText(value)}`,
      value,
      evidence: [{ strength: 'proved', kind: 'code', text, place }],
    },
  ]
}

/** What a group says that does not speak of it: that depends on the version. */
function byDefault(
  { parameter, since }: Engine,
  { place }: Reading,
  version: Value | undefined,
): readonly Told[] {
  const known =
    typeof version === 'string' || typeof version === 'number' ? versionIn(String(version)) : undefined
  if (since && !known) {
    const because =
      firstUnknown(version) ?? unknown('it follows from the version of the engine, which is not set')
    return [{ kind: 'unclear', what: parameter, place, because }]
  }
  if (since && known && isFrom(known, since)) return []
  return [{ kind: 'bad', what: parameter, place, fact: `${parameter} is not set, and off by default` }]
}

/** `15.4`, `postgres15`, `default.mysql8.0`, `8.0.mysql_aurora.3.05.2`: the first numbers. */
function versionIn(text: string): readonly number[] | undefined {
  return /\d{1,4}(?:\.\d{1,4})?/.exec(text)?.[0].split('.').map(Number)
}

function isFrom(
  [major = 0, minor = 0]: readonly number[],
  [least = 0, leastMinor = 0]: readonly number[],
): boolean {
  return major > least || (major === least && minor >= leastMinor)
}

const database = (lines: string) => written('aws_db_instance', lines)
const group = (family: string, parameter: string) =>
  written('aws_db_parameter_group', `name = "orders"\nfamily = "${family}"\n${parameter}`)
const forced = (value: string) => `parameter {\n  name  = "rds.force_ssl"\n  value = ${value}\n}`

export default [
  family({
    id: 'terraform/rds-tls',
    title: 'Make databases refuse connections without TLS',
    severity: 'high',
    on: ['aws_db_instance', 'aws_rds_cluster'],
    problem: 'takes connections without TLS',
    judge,
    why: 'A client that does not ask for TLS sends its password and every row in clear, and nobody notices. Only the server can rule that out.',
    fix: "A parameter group of your own: `rds.force_ssl = 1` for Postgres and SQL Server, `require_secure_transport = ON` for MySQL and MariaDB (for Aurora in the cluster's group). Clients without TLS are turned away from then on: look through `pg_stat_ssl` first. SQL Server needs a restart.",
    references: [
      awsPage('db_parameter_group'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html',
    ],
    aliases: aliasesOf('CKV2_AWS_69'),
    examples: {
      bad: [
        database('engine = "postgres"\nengine_version = "14.11"'),
        `${group('postgres16', forced('"0"'))}${database('engine = "postgres"\nparameter_group_name = aws_db_parameter_group.main.name')}`,
        `${group('mysql8.0', '')}${database('engine = "mysql"\nparameter_group_name = "orders"')}`,
        written('aws_rds_cluster', 'engine = "aurora-mysql"'),
      ],
      good: [
        database('engine = "postgres"\nengine_version = "16.3"'),
        `${group('postgres14', forced('1'))}${database('engine = "postgres"\nengine_version = "14"\nparameter_group_name = aws_db_parameter_group.main.name')}`,
        database('engine = "mysql"\nparameter_group_name = "made-elsewhere"'),
        database('engine = "oracle-ee"'),
      ],
    },
  }),
]
