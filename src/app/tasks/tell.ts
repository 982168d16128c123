import { kindOf } from '../../github/errors.ts'
import { react, reply } from '../../github/reply.ts'
import { refusalText } from '../../render/replies.ts'
import { rememberModelComment } from '../../store/model-comments.ts'
import { recallWrite } from '../../store/writes.ts'
import type { CommandTask } from '../task.ts'
import { clientFor, ledgerOn, type TaskContext } from '../task-context.ts'
import type { Answer } from './asked.ts'

/** A thumb where nothing needs words; words where something does. */
export async function tell(context: TaskContext, task: CommandTask, answer: Answer): Promise<void> {
  await mark(context, task, answer.done ? '+1' : 'confused')
  if (answer.text === undefined) return
  const { repository, number, comment } = task
  const key = `reply/${comment.id}`
  const said = {
    ...{ number, commentId: comment.id, key, ledger: ledgerOn(context) },
    body: answer.done ? answer.text : refusalText(answer.text),
    ownLogin: await context.clients.ownLogin(),
  }
  await ifPossible(context, async () => reply(await clientFor(context, repository), repository, said))
  if (answer.done && answer.about !== undefined) await hear(context, task, answer.about)
}

/** Reactions to what we answered are what people think of the finding. */
async function hear(
  { database }: TaskContext,
  { repository, number, comment }: CommandTask,
  fingerprint: string,
) {
  const written = await recallWrite(database, `reply/${comment.id}`)
  const about = { repository: repository.id, subject: `pull/${number}`, fingerprint }
  if (written?.id !== undefined) await rememberModelComment(database, { ...about, comment: written.id })
}

/** A reaction to the comment, where that still stands. */
export function mark(
  context: TaskContext,
  { repository, comment }: CommandTask,
  content: '+1' | 'confused',
): Promise<void> {
  return ifPossible(context, async () =>
    react(await clientFor(context, repository), repository, comment.id, content),
  )
}

/** A comment that was deleted, or a permission that is lacking, takes nothing back of what was done. */
async function ifPossible(context: TaskContext, say: () => Promise<void>): Promise<void> {
  try {
    await say()
  } catch (error) {
    const { kind, message } = kindOf(error)
    if (!silent.includes(kind)) throw error
    context.log.warn({ reason: message }, 'a command could not be answered')
  }
}

const silent: readonly string[] = ['gone', 'forbidden', 'archived']
