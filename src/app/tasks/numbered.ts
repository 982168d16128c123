import type { Evaluation } from '../../core/evaluation.ts'
import type { ModelFinding } from '../../core/opinion.ts'
import type { JudgedFinding } from '../../core/report.ts'
import { newestOfAnotherHead } from '../../store/evaluations.ts'
import { opinionOf } from '../../store/opinions.ts'
import { subjectOf } from '../publication.ts'
import { numberedAfter } from '../shown-opinion.ts'
import type { TaskContext } from '../task-context.ts'
import type { Asked } from './asked.ts'

/**
 * The finding that the author of a command saw under this number; else why there is none. A number that was given anew after the comment
 * was written may stand for something that its author has not seen.
 */
export async function numbered(
  context: TaskContext,
  asked: Asked,
  number: number,
): Promise<JudgedFinding | ModelFinding | string> {
  const { known } = asked
  if (!known) return 'This head has not been evaluated yet; ask again when the check is complete.'
  if (await isNewer(context, asked, number)) return changed
  const finding = findingOf(known.evaluation, number)
  if (finding) return finding
  const said = await saidOf(context, asked)
  // The model speaks after the rules: who wrote in the same second, or before, has seen other numbers, or none.
  const one = said?.findings.find((each) => each.number === number)
  if (one) return said && said.savedAt >= asked.task.comment.createdAt ? changed : one
  const last = known.evaluation.findings.length + (said?.findings.length ?? 0)
  return last === 0
    ? 'There are no findings here.'
    : `There is no finding ${number}; they are numbered 1 to ${last}.`
}

const changed =
  'The findings changed after you wrote that. Look again, and ask with the number that is there now.'

/**
 * GitHub's times are whole seconds: within one, what the number meant for another head decides. So it does where this head is back and was
 * not shown again yet.
 */
async function isNewer({ database }: TaskContext, { task, pull, known }: Asked, number: number) {
  if (!known) return false
  const { repository, comment } = task
  const savedAt = secondOf(known.savedAt)
  if (savedAt > comment.createdAt) return true
  const { name: subject, head } = subjectOf({ repository, pull })
  const other = await newestOfAnotherHead(database, { repository: repository.id, subject, head })
  if (!other || (savedAt < comment.createdAt && other.savedAt < known.savedAt)) return false
  const fingerprintIn = (one: Evaluation) => findingOf(one, number)?.fingerprint
  return fingerprintIn(other.evaluation) !== fingerprintIn(known.evaluation)
}

/** What the model said of this head, as it is numbered now; nothing where people were not shown it. */
async function saidOf({ database }: TaskContext, { task, pull, known }: Asked) {
  const { name: subject, head } = subjectOf({ repository: task.repository, pull })
  const said = await opinionOf(database, { repository: task.repository.id, subject, head })
  if (!known || !said || said.opinion.isShadow) return undefined
  const { findings } = numberedAfter(known.evaluation, said.opinion)
  return { findings, savedAt: secondOf(said.savedAt) }
}

const secondOf = (time: Date) => `${time.toISOString().slice(0, 19)}Z`

function findingOf({ findings }: Evaluation, number: number): JudgedFinding | undefined {
  return findings.find((one) => one.number === number)
}
