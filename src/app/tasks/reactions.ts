import { kindOf } from '../../github/errors.ts'
import { thumbsTo } from '../../github/reactions.ts'
import { recordFeedback } from '../../store/feedback.ts'
import { modelComments } from '../../store/model-comments.ts'
import { pullsToHear } from '../../store/pulls-to-hear.ts'
import { recallWrite, recordWrite } from '../../store/writes.ts'
import type { PullFacts, RepositoryRef } from '../task.ts'
import { clientFor, type TaskContext } from '../task-context.ts'

// GitHub tells nobody of a reaction, so it is asked. What the author of a change thinks of its review is known already.

/** Asking costs a request for each comment: not more often than this. */
const lookMs = 3_600_000

/** Takes thumbs to what we told of an opinion as feedback; twice is once. Where GitHub does not let us, nothing else waits for it. */
export async function hearThumbs(
  context: TaskContext,
  repository: RepositoryRef,
  pull: Heard,
): Promise<void> {
  try {
    await hear(context, repository, pull)
  } catch (error) {
    const { kind, message } = kindOf(error)
    if (kind === 'bug') throw error
    context.log.info({ repository: repository.id, pull: pull.number, reason: message }, 'no thumb was heard')
  }
}

type Heard = Pick<PullFacts, 'number' | 'author'>

async function hear(
  context: TaskContext,
  repository: RepositoryRef,
  { number, author }: Heard,
): Promise<void> {
  const { database } = context
  const about = { repository: repository.id, subject: `pull/${number}` }
  const told = await modelComments(database, about)
  if (told.length === 0) return
  const client = await clientFor(context, repository)
  for (const { comment, fingerprint } of told)
    for (const { content, login } of await thumbsTo(client, repository, comment))
      if (login.toLowerCase() !== author.toLowerCase())
        await recordFeedback(database, { ...about, fingerprint, by: login, kind: kinds[content] })
}

const kinds = { '+1': 'liked', '-1': 'disliked' } as const

/** Of every pull request that is open, or was a day ago. */
export async function hearEverywhere(context: TaskContext): Promise<void> {
  const { database } = context
  const [key, start] = ['sweep/reactions', Date.now()]
  if (!context.asking || start - ((await recallWrite(database, key))?.id ?? 0) < lookMs) return
  for (const { repository, pull } of await pullsToHear(database)) await hearThumbs(context, repository, pull)
  await recordWrite(database, key, { id: start, hash: '' })
}
