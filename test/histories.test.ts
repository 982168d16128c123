import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type JsonReport, lintJson, root } from './cli/command.ts'
import { scratchDirectory } from './git/scratch.ts'

// Histories that people run in production, as npm ships them. Every finding below was read beside its SQL.

interface Shipped {
  readonly name: string
  readonly tool: string
  readonly files: number
  readonly statements: number
  /** Folder to lint in, and what to name there. */
  readonly at: () => string
  readonly named: string
  /** What the review says beside the server version: the histories found, and whatever the replay could not follow. */
  readonly says: string
  /** Files that are reviewed as newly added after the others, and all that is found in them. */
  readonly last: readonly string[]
  readonly found: readonly string[]
}

const pgpm = join(root, 'node_modules/@pgpm/database-jobs')

const shipped: readonly Shipped[] = [
  {
    name: 'graphile-worker 0.18.0: a job queue, numbered files with a psql variable for the schema',
    tool: 'numbered-sql',
    files: 20,
    statements: 142,
    at: () => join(root, 'node_modules/graphile-worker'),
    named: 'sql',
    says: 'numbered-sql history in sql (20 files)',
    last: ['16', '17', '18', '19', '20'].map((number) => `sql/0000${number}.sql`),
    found: [
      // Four tables get new names; the next file puts a view under the first of the old ones.
      'sql/000016.sql:2 postgres/require-lock-timeout _graphile_worker_schema.jobs',
      'sql/000016.sql:3 migration/ban-rename-table _graphile_worker_schema.job_queues',
      'sql/000016.sql:4 migration/ban-rename-table _graphile_worker_schema.tasks',
      'sql/000016.sql:5 migration/ban-rename-table _graphile_worker_schema.known_crontabs',
      // DROP TRIGGER takes ACCESS EXCLUSIVE on the table.
      'sql/000018.sql:1 postgres/require-lock-timeout _graphile_worker_schema._private_jobs',
    ],
  },
  {
    name: '@pgflow/core 0.8.1: a workflow engine, Supabase migrations',
    tool: 'supabase',
    files: 12,
    statements: 94,
    at: () => join(root, 'node_modules/@pgflow/core/dist'),
    named: 'supabase',
    says: 'supabase history in supabase/migrations (12 files)',
    last: [
      'supabase/migrations/20250719205006_pgflow_worker_deprecation.sql',
      'supabase/migrations/20251006073122_pgflow_add_map_step_type.sql',
      'supabase/migrations/20251103222045_pgflow_fix_broadcast_order_and_timestamp_handling.sql',
      'supabase/migrations/20251104080523_pgflow_upgrade_pgmq_1_5_1.sql',
    ],
    found: [
      // A column gets another name while workers of the released version still read the old one.
      'supabase/migrations/20250719205006_pgflow_worker_deprecation.sql:2 migration/ban-rename-column pgflow.workers.stopped_at',
      'supabase/migrations/20250719205006_pgflow_worker_deprecation.sql:2 postgres/require-lock-timeout pgflow.workers',
      // One transaction takes a check and a NOT NULL away, updates every row twice and adds checks that read every row.
      ...[
        '5 migration/ban-drop-constraint pgflow.step_states.step_states_remaining_tasks_check',
        '5 postgres/require-lock-timeout pgflow.step_states',
        '6 migration/ban-drop-not-null pgflow.step_states.remaining_tasks',
        '15 postgres/ban-work-under-exclusive-lock pgflow.step_states',
        '21 postgres/ban-work-under-exclusive-lock pgflow.step_states',
        '26 postgres/require-not-valid-check pgflow.step_states.initial_tasks_known_when_started',
        '27 postgres/require-not-valid-check pgflow.step_states.remaining_tasks_state_consistency',
        '28 postgres/require-not-valid-check pgflow.step_states.step_states_initial_tasks_check',
        '30 migration/ban-drop-constraint pgflow.step_tasks.only_single_task_per_step',
        '30 postgres/ban-wide-lock-window pgflow.step_tasks',
        '30 postgres/ban-work-under-exclusive-lock pgflow.step_tasks',
        '30 postgres/require-not-valid-check pgflow.step_tasks.output_valid_only_for_completed',
        '32 postgres/ban-work-under-exclusive-lock pgflow.steps',
        '32 postgres/require-not-valid-check pgflow.steps.steps_step_type_check',
      ].map((finding) => `supabase/migrations/20251006073122_pgflow_add_map_step_type.sql:${finding}`),
    ],
  },
  {
    name: '@pgpm/database-jobs 0.16.0: a job queue, Sqitch scripts with reverts and verifications',
    tool: 'sqitch',
    files: 105,
    statements: 348,
    at: sqitchProject,
    named: '.',
    says: 'sqitch history in pgpm.plan (105 files)',
    last: changesAfter('schemas/app_jobs/tables/jobs/table'),
    found: [
      // In an earlier change of the plan these tables were made: they may hold rows when the later ones are deployed.
      ...[
        'jobs/triggers/timestamps.sql:8 postgres/require-lock-timeout app_jobs.jobs',
        'jobs/triggers/increase_job_queue_count.sql:20 postgres/require-lock-timeout app_jobs.jobs',
        'jobs/triggers/notify_worker.sql:8 postgres/require-lock-timeout app_jobs.jobs',
        'jobs/triggers/decrease_job_queue_count.sql:31 postgres/require-lock-timeout app_jobs.jobs',
        'jobs/indexes/priority_run_at_id_idx.sql:6 postgres/require-concurrent-index app_jobs.jobs',
        'jobs/indexes/jobs_locked_by_idx.sql:6 postgres/require-concurrent-index app_jobs.jobs',
        'job_queues/indexes/job_queues_locked_by_idx.sql:6 postgres/require-concurrent-index app_jobs.job_queues',
      ].map((finding) => `deploy/schemas/app_jobs/tables/${finding}`),
    ],
  },
]

/** pgpm keeps Sqitch's format and gives the plan a name of its own, which `sqitch.conf` would say. */
function sqitchProject(): string {
  const folder = scratchDirectory()
  for (const part of ['deploy', 'revert', 'verify', 'pgpm.plan'])
    cpSync(join(pgpm, part), join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'sqitch.conf'), '[core]\n\tengine = pg\n\tplan_file = pgpm.plan\n')
  return folder
}

/** The deploy scripts of the changes that come after one in the plan. */
function changesAfter(change: string): string[] {
  const plan = readFileSync(join(pgpm, 'pgpm.plan'), 'utf8').split('\n')
  const names = plan.flatMap((line) => /^(\S+) \[/.exec(line)?.[1] ?? [])
  return names.slice(names.indexOf(change) + 1).map((name) => `deploy/${name}.sql`)
}

/** Rules that look at new tables by design. */
const aboutNewTables =
  /^(?:postgres\/(?:prefer-|require-foreign-key-index|ban-redundant-index)|migration\/require-primary-key)/

/** Lock and data findings on a table after the statement that creates it in the same file: there must be none. */
function onNewTables({ findings, changes }: JsonReport): string[] {
  const created = changes.filter(({ kind }) => kind === 'table-created')
  return findings
    .filter(({ ruleId }) => !aboutNewTables.test(ruleId))
    .filter(({ path, startLine, subject }) =>
      created.some(
        (table) =>
          table.path === path &&
          table.line <= startLine &&
          (subject.name === table.subject.name || subject.name.startsWith(`${table.subject.name}.`)),
      ),
    )
    .map(lineOf)
}

const lineOf = ({ path, startLine, ruleId, subject }: JsonReport['findings'][number]) =>
  `${path}:${startLine} ${ruleId} ${subject.name}`

describe.each(shipped)('$name', ({ files, statements, at, named, says, last, found }) => {
  test('every statement of every file is read, and the replay knows all there is', () => {
    const { report, err } = lintJson([named], { cwd: at() })
    expect(err).toBe('')
    expect(report.coverage.files.filter(({ status }) => status !== 'evaluated')).toEqual([])
    expect(report.coverage.files).toHaveLength(files)
    const read = report.coverage.files.map((file) => file.statements?.analysed ?? 0)
    expect(read.reduce((sum, analysed) => sum + analysed, 0)).toBe(statements)
    expect(report.assumptions.filter((sentence) => !/Postgres/.test(sentence))).toEqual([says])
  })

  test('a table that a file creates is no existing table in it', () => {
    const { report } = lintJson([named], { cwd: at() })
    expect(report.changes.some(({ kind }) => kind === 'table-created')).toBe(true)
    expect(onNewTables(report)).toEqual([])
  })

  test('the last files, after the earlier ones', () => {
    const { report } = lintJson([...last, '--history', named], { cwd: at() })
    expect(report.coverage.files.map(({ path }) => path)).toEqual([...last].sort())
    expect(report.findings.map(lineOf).sort()).toEqual([...found].sort())
  })
})
