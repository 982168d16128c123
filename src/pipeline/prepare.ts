import type { Evaluation } from '../core/evaluation.ts'
import type { History, TransactionMode } from '../core/migration.ts'
import type { Policy } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Statistics } from '../core/statistics.ts'
import { dossierOf } from '../review/dossier.ts'
import type { Memory } from '../review/journal.ts'
import type { Prepared } from '../review/question.ts'
import { reviewSettingOf } from '../review/setting.ts'
import { openSharing } from '../review/share/open-sharing.ts'
import type { Sharing } from '../review/sharing.ts'
import { unmatchedIn } from '../review/unmatched.ts'
import { definitionsIn } from './prepare-definitions.ts'
import { askedFiles } from './prepare-files.ts'
import type { ReadChange } from './read-change.ts'
import { dialectOf } from './survey.ts'

export interface Preparing {
  readonly read: ReadChange
  readonly input: {
    readonly snapshot: Snapshot
    readonly policy: Policy
    readonly statistics: Statistics
  }
  /** As it was made, or as it was stored. */
  readonly evaluation: Evaluation
  readonly memory: Memory
}

/** What a change asks of a model, under what may leave: nothing where the policy shares nothing. Pure; no model and no key has a part in it. */
export function prepare(change: Preparing, sharing = sharingBy(change.input.policy)): Prepared {
  const { read, input, evaluation, memory } = change
  if (!sharing) return nothing
  const raw = {
    files: askedFiles(read, input.snapshot),
    terraform: read.terraform.head,
    definitions: definitionsIn(read),
    statistics: input.statistics,
    setting: settingOf(read, input.policy),
    evaluation,
    memory,
  }
  const prepared = dossierOf(raw, sharing)
  const idle = unmatchedIn(reviewSettingOf(input.policy).exclude, input.snapshot)
  return idle.length > 0 ? { ...prepared, idle } : prepared
}

const nothing: Prepared = {
  ...{ questions: [], notRead: [], project: '', replacements: [] },
  grounds: { files: {}, relations: {}, knowsAllRelations: false, resources: [], findings: [] },
}

function sharingBy(policy: Policy): Sharing | undefined {
  const { share, exclude } = reviewSettingOf(policy)
  return share === 'off' ? undefined : openSharing({ share, exclude })
}

/** Databases, tools and how they run files; the same for every question of a change. */
function settingOf(
  { survey: { head, versions, sql }, terraform }: ReadChange,
  policy: Policy,
): readonly string[] {
  const roots = [...new Set(terraform.head.map(({ root }) => root || '.'))]
  return [
    ...(sql.length > 0 ? versions.sentences.map((sentence) => `${sentence.replace(/\.$/, '')}.`) : []),
    ...head.histories.map((history) => historyText(history, policy)),
    ...(roots.length > 0 ? [`Terraform root modules: ${roots.join(', ')}.`] : []),
  ]
}

const transactions: Readonly<Record<TransactionMode, string>> = {
  file: 'each file runs in a transaction of its own',
  batch: 'each file is sent as one string, so its statements share a transaction',
  history: 'all pending files share one transaction',
  none: 'each statement commits by itself',
}

function historyText(history: History, policy: Policy): string {
  const { tool, root, migrations } = history
  const [first] = migrations
  const how = first ? `; ${transactions[first.transaction]}` : ''
  const dialect = dialectOf(policy, first?.path ?? root, history)
  return `Migrations of ${tool} in ${root || '.'} (${dialect}): ${migrations.length} files${how}.`
}
