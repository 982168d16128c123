import { isMember } from '../../github/read.ts'
import { clientFor, type TaskContext } from '../task-context.ts'
import type { Asked } from './asked.ts'

// Who may give leave is decided by the policy of the base branch and by GitHub, at the time it is asked.

/** Why this person may not give leave here; undefined when they may. */
export async function notEntitled(context: TaskContext, { task, known }: Asked): Promise<string | undefined> {
  const teams = known?.evaluation.policy.waivers.teams ?? []
  if (teams.length === 0) return undefined
  const client = await clientFor(context, task.repository)
  const answers = await Promise.all(teams.map((team) => isMember(client, team, task.comment.author)))
  if (answers.includes('yes')) return undefined
  const named = teams.map((team) => `\`${team}\``).join(', ')
  return answers.includes('unknown')
    ? `The policy leaves this to ${named}, and Sluice may not see who belongs there (permission Members: read).`
    : `The policy leaves this to ${named}.`
}

/** Nobody gives leave to themselves, unless the policy lets them. */
export function isOwn({ task, pull, known }: Asked): string | undefined {
  if (task.comment.author.toLowerCase() !== pull.author.toLowerCase()) return undefined
  if (known?.evaluation.policy.waivers.byAuthor) return undefined
  return 'This pull request is yours, so somebody else has to do that; a policy with `waivers: { by_author: true }` on the base branch would let you.'
}
