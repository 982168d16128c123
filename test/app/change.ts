import type { FileContent } from '../../src/core/snapshot.ts'
import { policyAt } from '../../src/pipeline/policy.ts'

export type Files = Readonly<Record<string, string>>

function treeOf(files: Files) {
  const contents = Object.entries(files).map(([path, text]) => [path, { kind: 'text', text }] as const)
  return { commit: null, files: new Map<string, FileContent>(contents), paths: Object.keys(files) }
}

/** What is evaluated where these files are added to a history of one table. */
export async function adding(added: Files) {
  const base = treeOf({ 'migrations/0001_a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);\n' })
  const head = treeOf({ 'migrations/0001_a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);\n', ...added })
  const resolved = await policyAt(base)
  if (!resolved.ok) throw new Error('the policy of a test cannot be used')
  const changed = Object.keys(added).map((path) => ({ status: 'added' as const, path }))
  const snapshot = { base, head, changed, clock: { today: '2026-11-21' } }
  return { snapshot, policy: resolved.policy, statistics: {}, notes: [] }
}
