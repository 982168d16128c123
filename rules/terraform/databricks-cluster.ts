import type { Rule } from '../../src/core/rule.ts'
import { demand, isNot, isOneOf, numberOf } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { databricksPage, written } from './shared/platform-example.ts'

/** Runtimes with support for years. */
const longTerm = new Set(['9.1', '10.4', '11.3', '12.2', '13.3', '14.3', '15.4', '16.4', '17.3'])

function isLongTerm(value: unknown): boolean {
  const version = typeof value === 'string' ? /^(\d+\.\d+)\.x/.exec(value)?.[1] : undefined
  return version === undefined || longTerm.has(version)
}

const cluster = (...lines: readonly string[]) =>
  written('databricks_cluster', 'cluster_name = "etl"', 'node_type_id = "i3.xlarge"', ...lines)
const runtime = 'spark_version = "15.4.x-scala2.12"'

export default [
  family({
    id: 'terraform/databricks-cluster-autotermination',
    title: 'Let Databricks clusters end when they are idle',
    severity: 'medium',
    on: ['databricks_cluster'],
    problem: 'runs, and costs, while nobody uses it',
    judge: demand('autotermination_minutes', (value) => numberOf(value) !== 0, { absent: 'good' }),
    tags: ['terraform', 'cost'],
    why: 'A cluster that was forgotten over a weekend costs machines and DBUs for every hour of it.',
    fix: 'Say `autotermination_minutes = 30`; for scheduled work use job clusters (`new_cluster` in the job), which end with the run. Left out it is 60.',
    references: [databricksPage('cluster')],
    examples: {
      bad: [cluster(runtime, 'autotermination_minutes = 0'), cluster('autotermination_minutes = "0"')],
      good: [cluster(runtime, 'autotermination_minutes = 30'), cluster(runtime)],
    },
  }),
  family({
    id: 'terraform/databricks-cluster-isolation',
    title: 'Run Databricks clusters in a mode that keeps users apart',
    severity: 'high',
    on: ['databricks_cluster'],
    problem: 'runs without isolation of its users',
    judge: demand('data_security_mode', isNot(isOneOf('NONE', 'LEGACY_SINGLE_USER_STANDARD')), {
      absent: 'good',
    }),
    tags: ['terraform', 'access'],
    why: 'Without isolation whoever may attach a notebook reads what others have in memory and uses the credentials of the cluster, past Unity Catalog and its masks and row filters.',
    fix: 'Say `data_security_mode = "USER_ISOLATION"` for shared clusters (`"DATA_SECURITY_MODE_AUTO"` to have it chosen), or `"SINGLE_USER"` with `single_user_name` for jobs.',
    references: [
      'https://docs.databricks.com/aws/en/compute/configure#access-mode',
      databricksPage('cluster'),
    ],
    examples: {
      bad: [
        cluster(runtime, 'data_security_mode = "NONE"'),
        cluster('data_security_mode = "LEGACY_SINGLE_USER_STANDARD"'),
      ],
      good: [
        cluster(runtime, 'data_security_mode = "USER_ISOLATION"'),
        cluster(runtime, 'data_security_mode = "SINGLE_USER"'),
      ],
    },
  }),
  family({
    id: 'terraform/databricks-cluster-runtime',
    title: 'Run Databricks clusters on a runtime with long-term support',
    severity: 'low',
    on: ['databricks_cluster'],
    problem: 'runs on a runtime that is soon without support',
    judge: demand('spark_version', isLongTerm, { absent: 'good' }),
    tags: ['terraform'],
    why: 'Runtimes without long-term support get no security fixes after half a year, and clusters on them stop starting at some point later.',
    fix: 'Take the newest with `data "databricks_spark_version" "lts" { long_term_support = true }`, or name one: `"16.4.x-scala2.12"`.',
    references: ['https://docs.databricks.com/aws/en/release-notes/runtime/', databricksPage('cluster')],
    examples: {
      bad: [cluster('spark_version = "14.2.x-scala2.12"'), cluster('spark_version = "7.3.x-scala2.12"')],
      good: [
        cluster(runtime),
        `data "databricks_spark_version" "lts" {\n  long_term_support = true\n}\n${cluster('spark_version = data.databricks_spark_version.lts.id')}`,
      ],
    },
  }),
] satisfies readonly Rule[]
