import type { Rule } from '../../src/core/rule.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { referencesIn } from '../../src/core/terraform/link.ts'
import { parseNetwork } from '../../src/core/terraform/networks.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { isWide } from './shared/address-range.ts'
import {
  demand,
  demanded,
  every,
  isFalse,
  isNot,
  isOneOf,
  isSet,
  isTrue,
  type Wanted,
  when,
} from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const instancePage =
  'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance'

/** A clone without settings has those of its source, which nothing here says. */
const unlessCloned =
  (judge: Judge): Judge =>
  (resource, world) =>
    holds(resource, 'clone') && !holds(resource, 'settings') ? [] : judge(resource, world)

const holds = ({ blocks }: Resource, type: string) => blocks.some((block) => block.type === type)

/** A replica is backed up by its primary; that it names one shows even where the name is not known. */
const unlessReplica =
  (judge: Judge): Judge =>
  (resource, world) => {
    const { value } = read(resource, 'master_instance_name')
    if (isUnknown(value) && referencesIn(value).length > 0) return []
    return when('master_instance_name', isNot(isSet), judge, { absent: true })(resource, world)
  }

const isNarrow: Wanted = (value) => {
  const range = typeof value === 'string' ? parseNetwork(value) : undefined
  return range === undefined || !isWide(range)
}

const openNetworks: Judge = (resource) => {
  const path = 'settings.ip_configuration.authorized_networks'
  const { blocks, open } = blocksAt(resource, path)
  const told = blocks
    .flatMap((network) => demanded(network, 'value', { wanted: isNarrow, absent: 'good' }))
    .map((one) => (one.kind === 'bad' ? { ...one, fact: `authorized_networks.${one.fact}` } : one))
  const maybe: Told[] = open ? [{ kind: 'unclear', what: path, place: resource.header, because: open }] : []
  return [...told, ...maybe]
}

const withCertificate = 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED'

const mode = 'settings.ip_configuration.ssl_mode'
const older = 'settings.ip_configuration.require_ssl'

/** `ssl_mode` says it all where it is set; before version 6 of the provider there was `require_ssl` too. */
const onlyOverTls: Judge = (resource, world) => {
  if ((read(resource, mode).value ?? null) !== null)
    return every(encrypts, world.options.certificates === true ? certified : () => [])(resource, world)
  const told = demand(older, isTrue, { absent: 'bad' })(resource, world)
  const nothing = (read(resource, older).value ?? null) === null
  return told.map((one) => (nothing ? { ...one, fact: 'neither ssl_mode nor require_ssl is set' } : one))
}

const encrypts = demand(mode, isOneOf('ENCRYPTED_ONLY', withCertificate), { absent: 'bad' })

const certified: Judge = (resource, world) =>
  demand(mode, isNot(isOneOf('ENCRYPTED_ONLY')), { absent: 'good' })(resource, world).map((told) => ({
    ...told,
    problem: 'asks its clients for no certificate',
  }))

const instance = (...lines: readonly string[]) =>
  example('google_sql_database_instance.orders', 'database_version = "POSTGRES_16"', ...lines)

const network = (...lines: readonly string[]) =>
  instance(
    'settings {',
    '  tier = "db-custom-2-8192"',
    '  ip_configuration {',
    ...lines.map((line) => `    ${line}`),
    '  }',
    '}',
  )

const backups = (...lines: readonly string[]) =>
  instance('settings {', '  tier = "db-custom-2-8192"', ...lines.map((line) => `  ${line}`), '}')

const rules: readonly Rule[] = [
  family({
    id: 'terraform/cloudsql-open',
    title: 'Authorize no wide ranges of addresses on Cloud SQL',
    severity: 'critical',
    on: ['google_sql_database_instance'],
    problem: 'lets a good part of the internet connect',
    judge: when('settings.ip_configuration.ipv4_enabled', isNot(isFalse), openNetworks, { absent: true }),
    why: 'Only a password stands between the database and everybody who scans the port, and two halves of the internet are as open as the whole of it.',
    fix: 'Remove the range. Applications connect through the Cloud SQL Auth Proxy or a private address; an office or a partner is a range of a few addresses. Ranges of more than 65,536 addresses (a /16) are reported.',
    references: ['https://cloud.google.com/sql/docs/postgres/authorize-networks', instancePage],
    aliases: aliasesOf('CKV_GCP_11', 'GCP-0017', 'google-sql-no-public-access'),
    examples: {
      bad: [
        network('authorized_networks {', '  name  = "everywhere"', '  value = "0.0.0.0/0"', '}'),
        network(
          'authorized_networks {',
          '  value = "203.0.113.7/32"',
          '}',
          'authorized_networks {',
          '  value = "128.0.0.0/1"',
          '}',
        ),
        `locals {\n  networks = ["203.0.113.0/28", "::/0"]\n}\n${network('dynamic "authorized_networks" {', '  for_each = local.networks', '  content {', '    value = authorized_networks.value', '  }', '}')}`,
      ],
      good: [
        network('authorized_networks {', '  name  = "office"', '  value = "203.0.113.0/28"', '}'),
        network(
          'ipv4_enabled    = false',
          'private_network = "projects/p/global/networks/data"',
          'authorized_networks {',
          '  value = "0.0.0.0/0"',
          '}',
        ),
        network('ipv4_enabled = true'),
      ],
    },
  }),
  family({
    id: 'terraform/cloudsql-tls',
    title: 'Refuse connections to Cloud SQL without TLS',
    severity: 'high',
    on: ['google_sql_database_instance'],
    problem: 'takes connections without encryption',
    judge: unlessCloned(
      // Connectors bring their own TLS.
      when('settings.connector_enforcement', isNot(isOneOf('REQUIRED')), onlyOverTls, { absent: true }),
    ),
    why: 'A client that does not ask for TLS sends its password and every row in clear, and most drivers fall back to that without a word.',
    fix: 'Set `ssl_mode = "ENCRYPTED_ONLY"` in `ip_configuration`, or `"TRUSTED_CLIENT_CERTIFICATE_REQUIRED"` where clients hold certificates. The provider before version 6 also knows `require_ssl = true`, which asks for certificates. Clients that connect in clear fail at once, so look at the connections first.',
    references: ['https://cloud.google.com/sql/docs/postgres/configure-ssl-instance', instancePage],
    aliases: aliasesOf('CKV_GCP_6', 'GCP-0015', 'google-sql-encrypt-in-transit-data'),
    options: {
      certificates: {
        description: 'Whether encryption alone is not enough, so that clients must show a certificate.',
        default: false,
      },
    },
    examples: {
      bad: [
        network('ipv4_enabled = false', 'private_network = "projects/p/global/networks/data"'),
        network('ssl_mode = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"'),
        network('require_ssl = false'),
        {
          files: { 'main.tf': network('ssl_mode = "ENCRYPTED_ONLY"') },
          options: { certificates: true },
          note: 'The policy asks for client certificates.',
        },
      ],
      good: [
        network('ssl_mode = "ENCRYPTED_ONLY"'),
        network('ssl_mode = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"'),
        network('require_ssl = true'),
        backups('connector_enforcement = "REQUIRED"'),
      ],
    },
  }),
  family({
    id: 'terraform/cloudsql-public-address',
    title: 'Give Cloud SQL no public address',
    severity: 'high',
    on: ['google_sql_database_instance'],
    problem: 'has a public address',
    judge: unlessCloned(demand('settings.ip_configuration.ipv4_enabled', isFalse, { absent: 'bad' })),
    why: 'A database with a public address is one list of networks away from the internet, and that list can be edited outside of Terraform. The provider gives an address where nothing is said.',
    fix: 'Set `ipv4_enabled = false` and a `private_network`, or a `psc_config` for Private Service Connect. The private services connection of the network must be there first (`google_service_networking_connection`); whoever used the public address must come in another way.',
    references: ['https://cloud.google.com/sql/docs/postgres/private-ip', instancePage],
    aliases: aliasesOf('CKV_GCP_60', 'GCP-0017', 'google-sql-no-public-access'),
    examples: {
      bad: [network('ipv4_enabled = true'), network('private_network = "projects/p/global/networks/data"')],
      good: [
        network('ipv4_enabled    = false', 'private_network = "projects/p/global/networks/data"'),
        instance('clone {', '  source_instance_name = "orders-live"', '}'),
      ],
    },
  }),
  family({
    id: 'terraform/cloudsql-backups',
    title: 'Back up Cloud SQL',
    severity: 'high',
    on: ['google_sql_database_instance'],
    problem: 'is not backed up',
    judge: unlessReplica(
      unlessCloned(demand('settings.backup_configuration.enabled', isTrue, { absent: 'bad' })),
    ),
    why: 'Without backups a dropped table or a broken migration is final: there is nothing to restore from.',
    fix: 'Add `backup_configuration { enabled = true }` to `settings`, and `point_in_time_recovery_enabled = true` (PostgreSQL, SQL Server) or `binary_log_enabled = true` (MySQL) to come back to any minute. Turning binary logs on restarts the instance.',
    references: ['https://cloud.google.com/sql/docs/postgres/backup-recovery/backups', instancePage],
    aliases: aliasesOf('CKV_GCP_14', 'GCP-0024', 'google-sql-enable-backup'),
    examples: {
      bad: [
        backups(),
        backups('backup_configuration {', '  enabled = false', '}'),
        backups('backup_configuration {', '  start_time = "03:00"', '}'),
      ],
      good: [
        backups('backup_configuration {', '  enabled = true', '}'),
        example(
          'google_sql_database_instance.reader',
          'database_version     = "POSTGRES_16"',
          'master_instance_name = "orders"',
          'settings {',
          '  tier = "db-custom-2-8192"',
          '}',
        ),
      ],
    },
  }),
]

export default rules
