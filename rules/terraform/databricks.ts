import type { Rule } from '../../src/core/rule.ts'
import { isOpen } from '../../src/core/terraform/networks.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { bad, demand, every, isOneOf, numberOf, when } from './shared/demand.ts'
import { family, type Judge } from './shared/family.ts'
import { noneOf } from './shared/listed.ts'
import { databricksPage, written } from './shared/platform-example.ts'
import { demandPresent } from './shared/present.ts'

const day = 86_400
const longestToken = 90 * day

/** Not set, or 0, is for ever. */
const tokenEnds = demand(
  'lifetime_seconds',
  (value) => {
    const seconds = numberOf(value)
    return seconds === undefined || (seconds > 0 && seconds <= longestToken)
  },
  { absent: 'bad' },
)

/** Somebody has to be named; the provider is silent about whom a cluster is open to. */
const permitted: Judge = (resource, { document }) => {
  const attribute = resource.resourceType === 'databricks_job' ? 'job_id' : 'cluster_id'
  const grants = document.resources.filter(
    ({ resourceType, mode }) => mode === 'managed' && resourceType === 'databricks_permissions',
  )
  const given = grants.map((grant) => read(grant, attribute).value)
  if (given.some((value) => isUnknown(value) && value.reference?.address === resource.address)) return []
  const open = given.find((value) => isUnknown(value) && value.reference?.address !== resource.address)
  const what = 'databricks_permissions'
  if (isUnknown(open) && !open.reference)
    return [{ kind: 'unclear', what, place: resource.header, because: open }]
  return [{ kind: 'bad', what, place: resource.header, fact: 'no databricks_permissions names it' }]
}

const submits: Judge = (resource) => {
  const blocks = [
    ...blocksAt(resource, 'spark_submit_task').blocks,
    ...blocksAt(resource, 'task.spark_submit_task').blocks,
  ]
  return blocks
    .map((block) => bad({ place: block.header, value: undefined }, 'spark_submit_task'))
    .map((told) => ({
      ...told,
      ...(told.kind === 'bad' && { fact: 'it has a spark_submit_task' }),
    }))
}

const cluster = (...lines: readonly string[]) =>
  written('databricks_cluster', 'cluster_name = "etl"', 'node_type_id = "i3.xlarge"', ...lines)
const runtime = 'spark_version = "15.4.x-scala2.12"'
const permissions = (type: string, id: string) =>
  written(
    'databricks_permissions',
    `${id} = ${type}.main.id`,
    'access_control {\n  group_name = "etl"\n  permission_level = "CAN_RESTART"\n}',
  )
const job = (...lines: readonly string[]) => written('databricks_job', 'name = "etl"', ...lines)
const list = (type: string, ...ranges: readonly string[]) =>
  written(
    'databricks_ip_access_list',
    'label = "office"',
    `list_type = "${type}"`,
    `ip_addresses = [${ranges.map((each) => `"${each}"`).join(', ')}]`,
  )

export default [
  family({
    id: 'terraform/databricks-ip-access-list',
    title: 'Name the networks that may reach a Databricks workspace',
    severity: 'high',
    on: ['databricks_ip_access_list'],
    problem: 'lets the whole internet in',
    judge: when(
      'list_type',
      isOneOf('ALLOW'),
      noneOf('ip_addresses', (text) => isOpen(text) === true),
      { absent: true },
    ),
    tags: ['terraform', 'network'],
    why: 'An allow list that holds everything is none: a leaked token then reads the data from any machine.',
    fix: 'List your own ranges: `ip_addresses = ["198.51.100.0/24"]`.',
    references: [
      'https://docs.databricks.com/aws/en/security/network/front-end/ip-access-list',
      databricksPage('ip_access_list'),
    ],
    examples: {
      bad: [list('ALLOW', '0.0.0.0/0'), list('ALLOW', '198.51.100.0/24', '128.0.0.0/1')],
      good: [list('ALLOW', '198.51.100.0/24'), list('BLOCK', '0.0.0.0/0')],
    },
  }),
  family({
    id: 'terraform/databricks-token-lifetime',
    title: 'Let Databricks tokens end',
    severity: 'medium',
    on: ['databricks_token', 'databricks_obo_token'],
    problem: 'is good for longer than 90 days',
    judge: tokenEnds,
    tags: ['terraform', 'access'],
    why: 'A token that does not end is found in an old notebook, log or laptop years later and still works.',
    fix: 'Say `lifetime_seconds = 7776000` (90 days) or less. For jobs use OAuth of a service principal, which needs no token that is kept.',
    references: ['https://docs.databricks.com/aws/en/dev-tools/auth/pat', databricksPage('token')],
    examples: {
      bad: [
        written('databricks_token', 'comment = "etl"'),
        written('databricks_obo_token', 'application_id = "1234"', 'lifetime_seconds = 31536000'),
      ],
      good: [
        written('databricks_token', 'comment = "etl"', 'lifetime_seconds = 86400'),
        written('databricks_obo_token', 'application_id = "1234"', 'lifetime_seconds = "7776000"'),
      ],
    },
  }),
  family({
    id: 'terraform/databricks-permissions',
    title: 'Say who may use Databricks clusters and jobs',
    severity: 'low',
    on: ['databricks_cluster', 'databricks_job'],
    problem: 'leaves it to the workspace who may use it',
    judge: permitted,
    tags: ['terraform', 'access'],
    why: 'Without permissions in code only its maker and the administrators may use it, so that rights are then given by hand, where no review sees them.',
    fix: 'Add a `databricks_permissions` with `cluster_id = databricks_cluster.etl.id` (or `job_id`) and the groups that need it, at the least level that does.',
    references: [databricksPage('permissions')],
    examples: {
      bad: [
        cluster(runtime),
        job() +
          permissions('databricks_cluster', 'cluster_id').replace('databricks_cluster.main.id', '"0101-1"'),
      ],
      good: [
        cluster(runtime) + permissions('databricks_cluster', 'cluster_id'),
        job() + permissions('databricks_job', 'job_id'),
      ],
    },
  }),
  family({
    id: 'terraform/databricks-spark-submit',
    title: 'Run Databricks jobs as notebook, wheel or JAR tasks',
    severity: 'medium',
    on: ['databricks_job'],
    problem: 'submits to Spark past the controls of the workspace',
    judge: submits,
    tags: ['terraform'],
    why: 'Spark-submit tasks run on a cluster of their own without Unity Catalog, autoscaling or libraries that the workspace knows, and are deprecated.',
    fix: 'Use `spark_jar_task`, `python_wheel_task` or `notebook_task`, with the dependencies as `library` blocks.',
    references: [databricksPage('job')],
    examples: {
      bad: [
        job('spark_submit_task {\n  parameters = ["--class", "Etl"]\n}'),
        job('task {\n  task_key = "a"\n  spark_submit_task {\n    parameters = []\n  }\n}'),
      ],
      good: [
        job('task {\n  task_key = "a"\n  notebook_task {\n    notebook_path = "/etl"\n  }\n}'),
        job('task {\n  task_key = "a"\n  spark_jar_task {\n    main_class_name = "Etl"\n  }\n}'),
      ],
    },
  }),
  family({
    id: 'terraform/databricks-warehouse-stop',
    title: 'Let Databricks SQL warehouses stop',
    severity: 'medium',
    on: ['databricks_sql_endpoint'],
    problem: 'runs, and costs, while nobody uses it',
    judge: demand('auto_stop_mins', (value) => numberOf(value) !== 0, { absent: 'good' }),
    tags: ['terraform', 'cost'],
    why: 'A warehouse without auto stop costs DBUs through nights and weekends.',
    fix: 'Say `auto_stop_mins = 10`, or 5 and less with `enable_serverless_compute = true`, which starts in seconds. Left out it is 120.',
    references: [databricksPage('sql_endpoint')],
    examples: {
      bad: [
        written('databricks_sql_endpoint', 'name = "bi"', 'cluster_size = "Small"', 'auto_stop_mins = 0'),
        written('databricks_sql_endpoint', 'name = "bi"', 'auto_stop_mins = "0"'),
      ],
      good: [
        written('databricks_sql_endpoint', 'name = "bi"', 'auto_stop_mins = 10'),
        written('databricks_sql_endpoint', 'name = "bi"', 'cluster_size = "Small"'),
      ],
    },
  }),
  family({
    id: 'terraform/databricks-secret-scope',
    title: 'Do not let every user manage a Databricks secret scope',
    severity: 'high',
    on: ['databricks_secret_scope', 'databricks_secret_acl'],
    problem: 'opens its secrets to every user',
    judge: every(
      noneOf('initial_manage_principal', (text) => text === 'users'),
      noneOf('principal', (text) => text === 'users'),
    ),
    tags: ['terraform', 'secrets'],
    why: 'The group `users` is everybody in the workspace: each of them reads, and with MANAGE changes, every secret of the scope.',
    fix: 'Leave `initial_manage_principal` out, so that only the maker manages it, and give READ with `databricks_secret_acl` to the group or service principal that needs it.',
    references: ['https://docs.databricks.com/aws/en/security/secrets', databricksPage('secret_scope')],
    examples: {
      bad: [
        written('databricks_secret_scope', 'name = "lake"', 'initial_manage_principal = "users"'),
        written('databricks_secret_acl', 'scope = "lake"', 'principal = "users"', 'permission = "READ"'),
      ],
      good: [
        written('databricks_secret_scope', 'name = "lake"'),
        written('databricks_secret_acl', 'scope = "lake"', 'principal = "etl"', 'permission = "READ"'),
      ],
    },
  }),
  family({
    id: 'terraform/databricks-recipient',
    title: 'Hold Delta Sharing recipients with tokens to their networks',
    severity: 'medium',
    on: ['databricks_recipient'],
    problem: 'can be used by whoever has the token',
    judge: when('authentication_type', isOneOf('TOKEN'), demandPresent('ip_access_list'), { absent: false }),
    tags: ['terraform', 'access'],
    why: 'The token reads everything that is shared, from anywhere, for as long as it lasts, and it is sent by mail more often than not.',
    fix: 'Add `ip_access_list { allowed_ip_addresses = ["203.0.113.0/24"] }` and `token_expiration`; between Databricks accounts use `authentication_type = "DATABRICKS"`, which needs no token.',
    references: ['https://docs.databricks.com/aws/en/delta-sharing/access-list', databricksPage('recipient')],
    examples: {
      bad: [
        written('databricks_recipient', 'name = "partner"', 'authentication_type = "TOKEN"'),
        written('databricks_recipient', 'name = "partner"', 'authentication_type = "TOKEN"', 'comment = "x"'),
      ],
      good: [
        written(
          'databricks_recipient',
          'name = "partner"',
          'authentication_type = "DATABRICKS"',
          'data_recipient_global_metastore_id = "aws:eu-west-1:1"',
        ),
        written(
          'databricks_recipient',
          'name = "partner"',
          'authentication_type = "TOKEN"',
          'ip_access_list {\n  allowed_ip_addresses = ["203.0.113.0/24"]\n}',
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
