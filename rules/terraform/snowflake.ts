import type { Rule } from '../../src/core/rule.ts'
import { isOpen } from '../../src/core/terraform/networks.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isList } from '../../src/core/terraform/value.ts'
import { inTurn } from './shared/combine.ts'
import { demand, isNot, isTrue, numberOf } from './shared/demand.ts'
import { family, type Judge } from './shared/family.ts'
import { noLiteral, noneOf } from './shared/listed.ts'
import { snowflakePage, written } from './shared/platform-example.ts'
import { presence, unlessPresent } from './shared/present.ts'

const kept = ['snowflake_database', 'snowflake_schema', 'snowflake_table']

/** A password is there, whatever it is. */
const hasPassword: Judge = (resource) => {
  const is = presence(resource, 'password')
  const { place } = read(resource, 'password')
  if (is === 'no') return []
  if (is !== 'yes') return [{ kind: 'unclear', what: 'password', place, because: is }]
  return [{ kind: 'bad', what: 'password', place, fact: 'password is set, and no RSA key' }]
}

/** Each account that a share is open to is said by itself, as each is a decision. */
const sharedWith: Judge = (resource, world) => {
  const { value, place, attribute } = read(resource, 'accounts')
  const accounts = isList(value) ? value.filter((each) => typeof each === 'string') : []
  const told = accounts.map((account) => ({
    ...{ kind: 'bad' as const, what: `accounts ${account}`, place, via: attribute?.via ?? [] },
    fact: `accounts holds ${account}`,
  }))
  return told.length > 0 ? told : noneOf('accounts', () => true)(resource, world)
}

const integration = (locations: string) =>
  written(
    'snowflake_storage_integration',
    'name = "LAKE"',
    'storage_provider = "S3"',
    `storage_allowed_locations = [${locations}]`,
  )
const user = (...lines: readonly string[]) =>
  written('snowflake_user', 'name = "ETL"', ...lines) + written('random_password', 'length = 32')
const password = 'password = random_password.main.result'

export default [
  family({
    id: 'terraform/snowflake-network-policy-open',
    title: 'Name the networks that may reach Snowflake',
    severity: 'high',
    on: ['snowflake_network_policy'],
    problem: 'lets logins come from anywhere',
    judge: noneOf('allowed_ip_list', (text) => isOpen(text) === true),
    tags: ['terraform', 'network'],
    why: 'A network policy that allows everything is none, but looks like one: a leaked password or key then works from any machine in the world.',
    fix: 'List your own ranges and those of your tools: `allowed_ip_list = ["198.51.100.0/24"]`, or network rules (`allowed_network_rule_list`) for private endpoints.',
    references: [
      'https://docs.snowflake.com/en/user-guide/network-policies',
      snowflakePage('network_policy'),
    ],
    examples: {
      bad: [
        written('snowflake_network_policy', 'name = "ALL"', 'allowed_ip_list = ["0.0.0.0/0"]'),
        written(
          'snowflake_network_policy',
          'name = "ALL"',
          'allowed_ip_list = ["198.51.100.0/24", "0.0.0.0/1", "128.0.0.0/1"]',
        ),
      ],
      good: [
        written(
          'snowflake_network_policy',
          'name = "OFFICE"',
          'allowed_ip_list = ["198.51.100.0/24"]',
          'blocked_ip_list = ["198.51.100.7"]',
        ),
        written('snowflake_network_policy', 'name = "NOBODY"', 'blocked_ip_list = ["0.0.0.0/0"]'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-user-password',
    title: 'Let Snowflake users log in with a key or through single sign-on',
    severity: 'high',
    on: ['snowflake_user', 'snowflake_legacy_service_user'],
    problem: 'logs in with a password alone',
    judge: unlessPresent('rsa_public_key', hasPassword),
    tags: ['terraform', 'access'],
    why: 'A password that a job knows stands in a configuration, is copied and is reused. The theft of data from Snowflake accounts in 2024 used nothing but passwords of users without MFA.',
    fix: 'For jobs use `snowflake_service_user` with `rsa_public_key`, which cannot have a password; for people leave the password out and let them come through single sign-on.',
    references: ['https://docs.snowflake.com/en/user-guide/key-pair-auth', snowflakePage('service_user')],
    examples: {
      bad: [
        user(password),
        written('snowflake_legacy_service_user', 'name = "BI"', password) +
          written('random_password', 'length = 32'),
      ],
      good: [
        user(password, 'rsa_public_key = "MIIBIjANBgkqhkiG9w0"'),
        user('login_name = "anna@acme.example"'),
        written('snowflake_service_user', 'name = "ETL"', 'rsa_public_key = "MIIBIjANBgkqhkiG9w0"'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-time-travel',
    title: 'Keep time travel in Snowflake',
    severity: 'high',
    on: kept,
    problem: 'keeps nothing of what is dropped or overwritten',
    judge: demand('data_retention_time_in_days', (value) => numberOf(value) !== 0, { absent: 'good' }),
    tags: ['terraform', 'data-loss'],
    why: 'With a retention of 0 days there is no UNDROP, no clone of yesterday and no query of the state before a wrong UPDATE; only fail-safe remains, and only through support.',
    fix: 'Leave it out to inherit, or say at least `data_retention_time_in_days = 1`; 7 and more for what cannot be loaded again (above 1 needs the Enterprise edition).',
    references: ['https://docs.snowflake.com/en/user-guide/data-time-travel', snowflakePage('table')],
    examples: {
      bad: [
        written('snowflake_database', 'name = "PROD"', 'data_retention_time_in_days = 0'),
        written(
          'snowflake_table',
          'database = "PROD"',
          'schema = "SALES"',
          'name = "ORDERS"',
          'data_retention_time_in_days = "0"',
        ),
      ],
      good: [
        written('snowflake_database', 'name = "PROD"', 'data_retention_time_in_days = 7'),
        written('snowflake_schema', 'database = "PROD"', 'name = "SALES"'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-transient',
    title: 'Keep lasting data out of transient databases and schemas',
    severity: 'medium',
    on: ['snowflake_database', 'snowflake_schema'],
    problem: 'has no fail-safe',
    judge: demand('is_transient', isNot(isTrue), { absent: 'good' }),
    tags: ['terraform', 'data-loss'],
    why: 'Everything in it is transient: one day of time travel at most, and nothing after that. It cannot be changed later: the provider drops the object and makes a new one.',
    fix: 'Leave `is_transient` out for what must not be lost. For staging and scratch schemas transient is right: say so in a suppression.',
    references: ['https://docs.snowflake.com/en/user-guide/tables-temp-transient', snowflakePage('schema')],
    examples: {
      bad: [
        written('snowflake_database', 'name = "PROD"', 'is_transient = true'),
        written('snowflake_schema', 'database = "PROD"', 'name = "SALES"', 'is_transient = "true"'),
      ],
      good: [
        written('snowflake_database', 'name = "PROD"'),
        written('snowflake_schema', 'database = "PROD"', 'name = "SALES"', 'is_transient = "false"'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-storage-integration',
    title: 'Name the locations a storage integration may use',
    severity: 'high',
    on: ['snowflake_storage_integration'],
    problem: 'lets data be unloaded to any bucket its role can reach',
    judge: noneOf('storage_allowed_locations', (text) => /^(?:\*|\w+:\/\/\*?\/?)$/.test(text)),
    tags: ['terraform', 'access'],
    why: 'Whoever may make a stage with this integration can COPY INTO any location that the cloud role can write, and read whatever it can read.',
    fix: 'List the prefixes: `storage_allowed_locations = ["s3://acme-lake/landing/"]`, and keep the cloud role as narrow.',
    references: [
      'https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration',
      snowflakePage('storage_integration'),
    ],
    examples: {
      bad: [integration('"*"'), integration('"s3://acme-lake/landing/", "s3://"')],
      good: [
        integration('"s3://acme-lake/landing/"'),
        integration('"s3://acme-lake/"').replace(']', ']\nstorage_blocked_locations = ["*"]'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-stage-credentials',
    title: 'Give a stage an integration instead of credentials',
    severity: 'critical',
    on: ['snowflake_stage'],
    problem: 'carries credentials of a cloud',
    judge: inTurn(
      noLiteral('credentials'),
      noLiteral('url', (text) => /^[a-z]+:\/\/[^/@:\s]*:[^/@\s]*@|[?&]sig=/i.test(text)),
    ),
    tags: ['terraform', 'secrets'],
    why: 'The keys stand in the repository, in every plan and in the state, and whoever copies them reads the bucket past Snowflake and its logs. They do not expire.',
    fix: 'Use a storage integration, which holds no key: `storage_integration = snowflake_storage_integration.lake.name`. Replace the keys that were written here: they are known now.',
    references: [
      'https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration',
      snowflakePage('stage'),
    ],
    examples: {
      bad: [
        written(
          'snowflake_stage',
          'name = "LAKE"',
          'url = "s3://acme-lake/"',
          `credentials = "AWS_KEY_ID='x' AWS_SECRET_KEY='y'"`,
        ),
        written(
          'snowflake_stage',
          'name = "LAKE"',
          'url = "azure://acme.blob.core.windows.net/lake?sv=1&sig=abc"',
        ),
      ],
      good: [
        written(
          'snowflake_stage',
          'name = "LAKE"',
          'url = "s3://acme-lake/"',
          'storage_integration = "LAKE"',
        ),
        `variable "credentials" {\n  type = string\n  sensitive = true\n}\n${written('snowflake_stage', 'name = "LAKE"', 'credentials = var.credentials')}`,
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-share-account',
    title: 'Look at every account that Snowflake data is shared with',
    severity: 'medium',
    on: ['snowflake_share'],
    problem: 'gives another account access to data',
    judge: sharedWith,
    tags: ['terraform', 'access'],
    why: 'What is granted to the share, now and later, is read by that account at once and without a copy that could be counted. Nothing in your account shows who reads it there.',
    fix: 'Check the account and what the share holds with the owner of the data, share secure views instead of tables, then keep the line with a suppression that says who agreed.',
    references: ['https://docs.snowflake.com/en/user-guide/data-sharing-intro', snowflakePage('share')],
    examples: {
      bad: [
        written('snowflake_share', 'name = "SALES"', 'accounts = ["PARTNER.ACCOUNT1"]'),
        {
          before: {
            'main.tf': written('snowflake_share', 'name = "SALES"', 'accounts = ["PARTNER.ACCOUNT1"]'),
          },
          files: {
            'main.tf': written(
              'snowflake_share',
              'name = "SALES"',
              'accounts = ["PARTNER.ACCOUNT1", "OTHER.ACCOUNT2"]',
            ),
          },
        },
      ],
      good: [
        written('snowflake_share', 'name = "SALES"'),
        {
          before: {
            'main.tf': written(
              'snowflake_share',
              'name = "SALES"',
              'accounts = ["PARTNER.ACCOUNT1", "OTHER.ACCOUNT2"]',
            ),
          },
          files: {
            'main.tf': written('snowflake_share', 'name = "SALES"', 'accounts = ["PARTNER.ACCOUNT1"]'),
          },
        },
      ],
    },
  }),
] satisfies readonly Rule[]
