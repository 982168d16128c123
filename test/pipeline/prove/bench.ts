import { rules } from '../../../rules/index.ts'
import type { FileChange, FileContent, Snapshot, Tree } from '../../../src/core/snapshot.ts'
import { policyOf } from '../../../src/pipeline/policy.ts'
import { openProving, type Proven, type Wish } from '../../../src/pipeline/prove.ts'
import type { ReviewInput } from '../../../src/pipeline.ts'
import type { Rehearser } from '../../../src/rehearsal/rehearser.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { openInProcess } from '../../rehearsal/in-process.ts'

export type Files = Readonly<Record<string, string>>

/** A change as it is tried, judged by the recommended policy on the embedded server. */
export interface Changed {
  readonly base: Files
  /** Added to the base, or in place of what is there; null for what is gone. */
  readonly change: Readonly<Record<string, string | null>>
  readonly unrehearsed?: true
}

export interface Workshop {
  prove(changed: Changed, wish: Wish): Promise<Proven>
  input(changed: Changed): Promise<ReviewInput>
  close(): Promise<void>
}

export async function openWorkshop(): Promise<Workshop> {
  const reader = openSqlReader()
  const terraform = openTerraformReader()
  const rehearser = await openInProcess()
  const provings = new WeakMap<Changed, ReturnType<typeof openProving>>()
  const input = (changed: Changed) => inputOf(changed, { reader, terraform, rehearser })
  return {
    input,
    async prove(changed, wish) {
      const proving = provings.get(changed) ?? openProving(await input(changed))
      provings.set(changed, proving)
      return proving(wish)
    },
    async close() {
      await Promise.all([reader.close(), terraform.close(), rehearser.close()])
    },
  }
}

async function inputOf(
  { base, change, unrehearsed }: Changed,
  { rehearser, ...readers }: Pick<ReviewInput, 'reader' | 'terraform'> & { readonly rehearser: Rehearser },
): Promise<ReviewInput> {
  const policy = await policyOf(undefined)
  if (!policy.ok) throw new Error('The built-in policy cannot be used.')
  return {
    ...readers,
    ...(!unrehearsed && { rehearser }),
    snapshot: snapshotOf(base, change),
    policy: policy.policy,
    statistics: {},
    rules,
    scope: 'pull-request',
    version: 18,
    now: () => 0,
  }
}

function snapshotOf(base: Files, change: Changed['change']): Snapshot {
  const head = Object.entries({ ...base, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  const changed = Object.keys(change).sort()
  const status = (path: string): FileChange['status'] => {
    if (change[path] === null) return 'deleted'
    return base[path] === undefined ? 'added' : 'modified'
  }
  return {
    base: treeOf('base', base),
    head: treeOf('head', Object.fromEntries(head)),
    changed: changed.map((path) => ({ path, status: status(path) })),
    clock: { today: '2026-11-21' },
  }
}

function treeOf(commit: string, texts: Files): Tree {
  const paths = Object.keys(texts).sort()
  const content = (path: string): FileContent => ({ kind: 'text', text: texts[path] ?? '' })
  return { commit, files: new Map(paths.map((path) => [path, content(path)])), paths }
}

/** What came of a wish in one line: the proof and what was not seen, or why it was refused. */
export function outcome(proven: Proven): string {
  if ('refused' in proven) return `refused: ${proven.refused}`
  const { proof, caveats = [] } = 'remedy' in proven ? proven.remedy : proven
  return [...proof, ...caveats.map((one) => `note: ${one}`)].join(' ')
}
