import { rules } from '../rules/index.ts'
import type { FileChange, Snapshot, Tree } from '../src/core/snapshot.ts'
import { policyAt } from '../src/pipeline/policy.ts'
import { wanted, wantedToAsk } from '../src/pipeline/wanted.ts'
import type { ReviewInput } from '../src/pipeline.ts'
import { policyErrorText } from '../src/policy/errors.ts'
import { policyPath } from '../src/policy/source.ts'
import type { Rehearser } from '../src/rehearsal/rehearser.ts'
import type { SqlReader } from '../src/sql/reader.ts'
import type { TerraformReader } from '../src/terraform/reading.ts'
import type { Case, Files } from './cases.ts'

/** What reads and runs the code of cases. */
export interface Readers {
  readonly reader: SqlReader
  readonly terraform: TerraformReader
  /** For cases that have remedies. */
  readonly rehearser: () => Promise<Rehearser>
}

/** All that a review of a case reads, made of its two folders; a file under another name is one that went and one that came. */
export async function inputOf(one: Case, { reader, terraform, rehearser }: Readers): Promise<ReviewInput> {
  const snapshot = snapshotOf(one)
  const policy = await policyAt(snapshot.base)
  if (!policy.ok) throw new Error(`${one.id}: ${policy.errors.map(policyErrorText).join(' ')}`)
  return {
    ...{ snapshot, policy: policy.policy, statistics: {}, rules, reader, terraform },
    plans: one.plan === undefined ? [] : [{ name: 'plan.json', text: one.plan }],
    ...(one.remedies && { rehearser: await rehearser() }),
    scope: 'pull-request',
    now: () => 0,
  }
}

function snapshotOf({ base, head, policy }: Case): Snapshot {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])]
  const touched = paths.filter((path) => base[path] !== head[path])
  const beside = wantedToAsk(paths, touched)
  const isRead = (path: string) => path === policyPath || wanted(path) || beside(path)
  const tree = (files: Files, digit: string) =>
    treeOf({ ...files, [policyPath]: policy }, { isRead, commit: digit.repeat(40) })
  const changed = paths
    .sort()
    .filter((path) => base[path] !== head[path])
    .map((path): FileChange => ({ path, status: statusOf(base[path], head[path]) }))
  return { base: tree(base, 'a'), head: tree(head, 'b'), changed, clock: { today: '2026-11-28' } }
}

function statusOf(base: string | undefined, head: string | undefined): FileChange['status'] {
  return base === undefined ? 'added' : head === undefined ? 'deleted' : 'modified'
}

function treeOf(
  files: Files,
  { isRead, commit }: { readonly isRead: (path: string) => boolean; readonly commit: string },
): Tree {
  const paths = Object.keys(files).sort()
  const read = paths.filter(isRead).map((path) => [path, { kind: 'text', text: files[path] ?? '' }] as const)
  return { commit, files: new Map(read), paths }
}
