import { type NewEntry, record, recorded } from '../../store/audit.ts'
import { field } from '../fields.ts'
import type { CommandTask } from '../task.ts'
import { LeaseLost, type TaskContext } from '../task-context.ts'
import { type Answer, type Asked, type Deed, no } from './asked.ts'

/** What an earlier attempt answered, where it refused or did something: it is neither done nor looked up again. */
export async function answeredBefore(
  { database }: TaskContext,
  task: CommandTask,
): Promise<Answer | undefined> {
  const detail = await recorded(database, keyOf(task))
  const [refused, done, said] = ['refused', 'done', 'said'].map((key) => field(detail, key))
  if (typeof refused === 'string') return no(refused)
  if (done !== true) return undefined
  return { done, decide: true, ...(typeof said === 'string' && { text: said }) }
}

/** What only says something is written down. */
export async function answerWith(context: TaskContext, asked: Asked, given: Answer): Promise<Answer> {
  const detail = given.done ? {} : { refused: given.text }
  await record(context.database, entryOf(asked, detail))
  return given
}

/** Both or neither: what is done, and that it was. */
export function carryOut({ database }: TaskContext, asked: Asked, deed: Deed): Promise<Answer> {
  return database.transaction(async (inside) => {
    const given = await deed(inside)
    const said = given.done && given.text !== undefined ? { said: given.text } : {}
    const detail = given.done ? { ...given.detail, ...said, done: true } : { refused: given.text }
    // Nobody had answered when this attempt began: whoever has by now holds the job.
    if (!(await record(inside, entryOf(asked, detail)))) throw new LeaseLost()
    return given
  })
}

/** Of a person who may not command, whether it is the first try at a pull request: nothing is kept of the others. */
export function isFirstTurnedAway({ database }: TaskContext, task: CommandTask): Promise<boolean> {
  const { repository, number, comment } = task
  const entry = newEntry(task, { refused: 'no write access' })
  return record(database, { ...entry, dedupe: `turned-away/${repository.id}/${number}/${comment.author}` })
}

const keyOf = ({ comment }: CommandTask) => `command/${comment.id}`

const entryOf = ({ task, pull }: Asked, detail: object) => newEntry(task, { head: pull.head, ...detail })

function newEntry(task: CommandTask, detail: object): NewEntry {
  const { repository, number, comment } = task
  return {
    actor: comment.author,
    action: 'commanded',
    repository: repository.id,
    number,
    detail: { command: comment.firstLine, ...detail, comment: comment.id },
    dedupe: keyOf(task),
  }
}
