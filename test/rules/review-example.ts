import { rules } from '../../rules/index.ts'
import type { Policy, RuleSetting } from '../../src/core/policy.ts'
import type { Report } from '../../src/core/report.ts'
import type { Example, ExampleCase, Rule } from '../../src/core/rule.ts'
import type { FileChange, FileContent, Snapshot, Tree } from '../../src/core/snapshot.ts'
import type { Statistics } from '../../src/core/statistics.ts'
import { review } from '../../src/pipeline.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'

const reader = openSqlReader()
const terraform = openTerraformReader()
const history = 'db/migrations'

/** Runs an example of a rule through the whole pipeline with every rule switched on, and through a rehearsal where one is given. */
export function reviewExample(rule: Rule, example: Example, rehearser?: Rehearser): Promise<Report> {
  const loose = typeof example === 'string'
  const code = rule.languages.includes('terraform')
  const own = code ? 'main.tf' : `${history}/0002_example.sql`
  const {
    before = rule.examples.before,
    files,
    plan,
    ...world
  }: ExampleCase = loose ? { files: { [own]: example } } : example
  return review({
    snapshot: snapshotOf(merged(before, code), files),
    policy: everything(rule, world.options, loose && !code),
    statistics: fullNames(world.statistics ?? {}),
    rules,
    reader,
    terraform,
    ...(plan && { plans: [{ name: 'plan.json', text: planText(plan) }] }),
    ...(rehearser && { rehearser }),
    scope: 'pull-request',
    ...(world.version === undefined ? {} : { version: world.version }),
    now: () => 0,
  })
}

export async function closeReader(): Promise<void> {
  await reader.close()
  await terraform.close()
}

function merged(before: ExampleCase['before'], code: boolean): Readonly<Record<string, string>> {
  if (before === undefined) return {}
  const path = code ? 'main.tf' : `${history}/0001_before.sql`
  return typeof before === 'string' ? { [path]: before } : before
}

/** With what every plan has and an example leaves out. */
function planText(plan: NonNullable<ExampleCase['plan']>): string {
  const usual = { format_version: '1.2', terraform_version: '1.11.4', complete: true, errored: false }
  return JSON.stringify({ ...usual, ...plan })
}

function fullNames(statistics: Statistics): Statistics {
  return Object.fromEntries(
    Object.entries(statistics).map(([name, size]) => [name.includes('.') ? name : `public.${name}`, size]),
  )
}

function snapshotOf(base: Readonly<Record<string, string>>, changes: ExampleCase['files']): Snapshot {
  const head = Object.fromEntries(
    Object.entries({ ...base, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null),
  )
  return {
    base: treeOf('base', base),
    head: treeOf('head', head),
    changed: Object.keys(changes)
      .sort()
      .map((path): FileChange => {
        const gone = changes[path] === null
        return { path, status: gone ? 'deleted' : base[path] === undefined ? 'added' : 'modified' }
      }),
    clock: { today: '2026-11-21' },
  }
}

function treeOf(commit: string, texts: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(texts).sort()
  const files = new Map(
    paths.map((path): [string, FileContent] => [path, { kind: 'text', text: texts[path] ?? '' }]),
  )
  return { commit, files, paths }
}

function everything(rule: Rule, options: ExampleCase['options'], loose: boolean): Policy {
  const all: RuleSetting = { pattern: '*', enforcement: 'warn' }
  return {
    sources: [],
    databases: loose ? [{ paths: [`${history}/**`], dialect: 'postgres', transaction: 'none' }] : [],
    rules: options ? [all, { pattern: rule.id, options }] : [all],
    custom: [],
    approvals: {},
    waivers: { teams: [], maxDays: 0, byAuthor: false },
    suppressions: { forbidden: [] },
    on: { notEvaluated: 'warn', rehearsalUnavailable: 'ignore', modelUnavailable: 'ignore' },
  }
}
