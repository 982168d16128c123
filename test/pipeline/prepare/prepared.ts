import { rules } from '../../../rules/index.ts'
import type { Evaluation } from '../../../src/core/evaluation.ts'
import type { Policy } from '../../../src/core/policy.ts'
import type { FileChange, FileContent, Tree } from '../../../src/core/snapshot.ts'
import type { Statistics } from '../../../src/core/statistics.ts'
import { policyOf } from '../../../src/pipeline/policy.ts'
import { type Preparing, prepare } from '../../../src/pipeline/prepare.ts'
import { readChange } from '../../../src/pipeline/read-change.ts'
import type { PlanFile } from '../../../src/pipeline/terraform.ts'
import { judgeChange } from '../../../src/pipeline.ts'
import type { Memory } from '../../../src/review/journal.ts'
import type { DossierPart, Prepared, Question } from '../../../src/review/question.ts'
import type { Sharing } from '../../../src/review/sharing.ts'
import type { SqlReader } from '../../../src/sql/reader.ts'
import type { TerraformReader } from '../../../src/terraform/reading.ts'

/** A change, file by file: what is merged, and what becomes of it; null for what is gone. */
export interface Changed {
  readonly base?: Readonly<Record<string, string>>
  readonly change: Readonly<Record<string, string | null>>
  readonly statistics?: Statistics
  readonly memory?: Memory
  readonly plans?: readonly PlanFile[]
  /** What the evaluation came to, changed. */
  readonly judged?: (evaluation: Evaluation) => Evaluation
}

interface Readers {
  readonly reader: SqlReader
  readonly terraform: TerraformReader
}

/** The change as it is handed to `prepare`, its evaluation as the store gives it back. */
export async function preparing(changed: Changed, readers: Readers): Promise<Preparing> {
  const input = {
    ...readers,
    snapshot: snapshotOf(changed),
    policy: await recommended(),
    statistics: changed.statistics ?? {},
    plans: changed.plans ?? [],
    scope: 'pull-request' as const,
    version: 18,
    rules,
    now: () => 0,
  }
  const read = await readChange(input)
  const evaluation: Evaluation = JSON.parse(JSON.stringify(await judgeChange(input, read)))
  const memory = changed.memory ?? { round: 1, earlier: [] }
  return { read, input, evaluation: changed.judged?.(evaluation) ?? evaluation, memory }
}

export async function preparedOf(changed: Changed, readers: Readers): Promise<Prepared> {
  return prepare(await preparing(changed, readers), openly())
}

/** Shares everything as it is, but for the relations and paths named. */
export function openly(kept: readonly string[] = []): Sharing {
  return {
    share: 'full',
    learn: () => undefined,
    path: (path) => path,
    file: (_, path, text) => (kept.includes(path) ? undefined : text),
    text: (text) => text,
    isKeptBack: (path) => kept.includes(path),
    isExcluded: (relation) => kept.includes(relation),
    withheld: () => [],
    replacements: () => [],
  }
}

export function partIn({ parts }: Question, name: string): string {
  return parts.find((part: DossierPart) => part.name === name)?.text ?? ''
}

async function recommended(): Promise<Policy> {
  const policy = await policyOf(undefined)
  if (!policy.ok) throw new Error('The built-in policy cannot be used.')
  return policy.policy
}

function snapshotOf({ base = {}, change }: Changed) {
  const head = Object.fromEntries(
    Object.entries({ ...base, ...change }).filter((entry): entry is [string, string] => entry[1] !== null),
  )
  const changed = Object.keys(change)
    .sort()
    .map((path): FileChange => ({ path, status: statusOf(path, base, head) }))
  return {
    base: treeOf('a'.repeat(40), base),
    head: treeOf('b'.repeat(40), head),
    changed,
    clock: { today: '2026-11-28' },
  }
}

function statusOf(path: string, base: object, head: object): FileChange['status'] {
  if (!Object.hasOwn(head, path)) return 'deleted'
  return Object.hasOwn(base, path) ? 'modified' : 'added'
}

function treeOf(commit: string, texts: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(texts).sort()
  const files = paths.map((path): [string, FileContent] => [path, { kind: 'text', text: texts[path] ?? '' }])
  return { commit, paths, files: new Map(files) }
}
