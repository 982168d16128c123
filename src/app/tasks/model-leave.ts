import type { ModelFinding } from '../../core/opinion.ts'
import { modelFindingText } from '../../render/markdown-opinion.ts'
import { enqueue } from '../../store/jobs.ts'
import { dismissModelFinding } from '../../store/model-memory.ts'
import { newAsk } from '../jobs.ts'
import { subjectOf } from '../publication.ts'
import type { TaskContext } from '../task-context.ts'
import { type Answer, type Asked, type Deed, no } from './asked.ts'
import { isOwn, notEntitled } from './authority.ts'

// What a person says to a finding of the model.

export const explainSaid = (finding: ModelFinding): Answer => ({
  ...{ done: true, text: modelFindingText(finding), about: finding.fingerprint },
})

export const notWaived = ({ number }: ModelFinding): Answer =>
  no(
    `Finding ${number} is the model's, and an opinion is not waived: \`/sluice dismiss ${number} <reason>\`.`,
  )

/**
 * It is not said again on this pull request. Who wrote the change may say so too, as the model has no say over people; where a finding
 * blocks, the policy's people do.
 */
export async function dismissSaid(
  context: TaskContext,
  asked: Asked,
  { finding, reason }: { readonly finding: ModelFinding; readonly reason: string },
): Promise<Answer | Deed> {
  const { number, fingerprint, category, enforcement } = finding
  const why = enforcement === 'block' ? (isOwn(asked) ?? (await notEntitled(context, asked))) : undefined
  if (why !== undefined) return no(why)
  const { repository, comment } = asked.task
  const { name: subject } = subjectOf({ repository, pull: asked.pull })
  const place = { repository: repository.id, subject }
  return async (inside) => {
    if (!(await dismissModelFinding(inside, { ...place, fingerprint, by: comment.author, reason })))
      return no(`Finding ${number} was never shown.`)
    // Its check says so as well; nobody is asked for that.
    await enqueue(inside, newAsk({ repository, pull: asked.pull, request: 'head' }))
    const detail = { dismissed: { fingerprint, category, reason }, number }
    return {
      done: true,
      text: `Dismissed on this pull request: finding ${number}, of the model.\n`,
      detail,
      decide: true,
    }
  }
}

/** Asks anew about this head, whoever said what of it before. What stands in the way is told at once where it is known. */
export function reviewAnew({ asking, job }: TaskContext, asked: Asked): Answer | Deed {
  const { task, pull, known } = asked
  const why = !asking
    ? 'No model is connected to this installation, so there is no second opinion to ask for.'
    : pull.state !== 'open'
      ? 'This pull request is closed.'
      : known && known.evaluation.policy.review?.share === 'off'
        ? 'The policy shares nothing with a model; `review: { share: schema }` on the base branch would.'
        : undefined
  if (why !== undefined) return no(why)
  const { repository, comment } = task
  return async (inside) => {
    const wanted = newAsk({ repository, pull, request: `comment ${comment.id}`, by: comment.author })
    await enqueue(inside, { ...wanted, delivery: job.delivery })
    return { done: true }
  }
}
