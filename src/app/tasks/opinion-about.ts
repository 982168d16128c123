import type { ReviewSetting } from '../../core/policy.ts'
import type { Memory } from '../../review/journal.ts'
import { reviewSettingOf } from '../../review/setting.ts'
import { type Evaluated, type EvaluationRecord, evaluationOf } from '../../store/evaluations.ts'
import { memoryOf } from '../../store/model-memory.ts'
import { subjectOf } from '../publication.ts'
import type { AskTask, PullFacts } from '../task.ts'
import type { TaskContext } from '../task-context.ts'

/** A head that the gate has judged, and about which a model is to be asked. */
export interface About {
  readonly task: AskTask
  /** As GitHub has it now. */
  readonly pull: PullFacts
  readonly place: Evaluated
  readonly judged: EvaluationRecord
  /** Of the policy that judged it. */
  readonly setting: ReviewSetting
  readonly memory: Memory
}

/** Undefined where there is nothing to ask about now: the gate of another head, or to another base, asks itself when it is done. */
export async function aboutHead(
  { database }: TaskContext,
  task: AskTask,
  pull: PullFacts,
): Promise<About | undefined> {
  const { repository } = task
  const { name, head } = subjectOf({ repository, pull })
  if (head !== task.pull.head || (pull.draft && task.by === undefined)) return undefined
  const place = { repository: repository.id, subject: name, head }
  const judged = await evaluationOf(database, place)
  if (judged?.baseRef !== pull.baseRef) return undefined
  const setting = reviewSettingOf(judged.evaluation.policy)
  if (setting.share === 'off') return undefined
  return { task, pull, place, judged, setting, memory: await memoryOf(database, place) }
}
