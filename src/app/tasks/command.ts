import type { JudgedFinding } from '../../core/report.ts'
import { type Command, commandTable, parseCommand } from '../../github/commands.ts'
import { pullFacts, roleOf } from '../../github/read.ts'
import { react, reply } from '../../github/reply.ts'
import { explainText, helpText, refusalText } from '../../render/replies.ts'
import { record } from '../../store/audit.ts'
import { evaluationOf } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { setPaused } from '../../store/pulls.ts'
import { newReview } from '../jobs.ts'
import { subjectOf } from '../publication.ts'
import type { CommandTask } from '../task.ts'
import { clientFor, ledgerOn, type TaskContext } from '../task-context.ts'
import { type Answer, type Asked, no } from './asked.ts'
import { decideOn } from './decide.ts'
import { dismissFinding, unwaive, waive } from './leave.ts'

/** Carries out the first line of a comment, answers, and writes down who asked for what. */
export async function command(context: TaskContext, task: CommandTask): Promise<void> {
  const parsed = parseCommand(task.comment.firstLine)
  if (!parsed) return
  const { repository, number } = task
  const client = await clientFor(context, repository)
  const role = await roleOf(client, repository, task.comment.author)
  if (!mayCommand.includes(role)) {
    await react(client, repository, task.comment.id, 'confused')
    return remember(context, task, { command: task.comment.firstLine, refused: 'no write access' })
  }
  const pull = await pullFacts(client, repository, number)
  const { name: subject, head } = subjectOf({ repository, pull })
  const known = await evaluationOf(context.database, { repository: repository.id, subject, head })
  const asked = { task, pull, known }
  const answer = 'problem' in parsed ? no(parsed.problem) : await carryOut(context, asked, parsed)
  await tell(context, task, answer)
  const detail = answer.done ? { ...answer.detail } : { refused: answer.text }
  await remember(context, task, { command: task.comment.firstLine, head, ...detail })
  if (answer.done && answer.decide) await decideOn(context, repository, pull)
}

const mayCommand: readonly string[] = ['write', 'maintain', 'admin']

function carryOut(context: TaskContext, asked: Asked, given: Command): Promise<Answer> | Answer {
  switch (given.name) {
    case 'help':
      return { done: true, text: helpText(commandTable) }
    case 'recheck':
      return recheck(context, asked)
    case 'explain':
      return withFinding(asked, given.number, (finding) => ({ done: true, text: explainText(finding) }))
    case 'waive':
      return withFinding(asked, given.number, (finding) => waive(context, asked, { ...given, finding }))
    case 'unwaive':
      return withFinding(asked, given.number, (finding) => unwaive(context, asked, finding))
    case 'dismiss':
      return withFinding(asked, given.number, (finding) =>
        dismissFinding(context, asked, { reason: given.reason, finding }),
      )
    case 'pause':
      return pause(context, asked, true)
    case 'resume':
      return pause(context, asked, false)
    case 'review':
      return no('No model is connected to this installation, so there is no second opinion to ask for.')
  }
}

function withFinding(
  { known }: Asked,
  number: number,
  act: (finding: JudgedFinding) => Promise<Answer> | Answer,
): Promise<Answer> | Answer {
  if (!known) return no('This head has not been evaluated yet; ask again when the check is complete.')
  const finding = known.evaluation.findings.find((one) => one.number === number)
  if (finding) return act(finding)
  const last = known.evaluation.findings.length
  return no(
    last === 0
      ? 'There are no findings here.'
      : `There is no finding ${number}; they are numbered 1 to ${last}.`,
  )
}

async function recheck({ database }: TaskContext, { task, pull }: Asked): Promise<Answer> {
  if (pull.state !== 'open') return no('This pull request is closed.')
  const { repository, comment } = task
  await enqueue(database, newReview({ repository, pull, request: `comment ${comment.id}` }))
  return { done: true }
}

/** Comments and reviews stop; the check goes on, as a gate that a comment can open is none. */
async function pause(
  { database }: TaskContext,
  { task: { repository, number } }: Asked,
  paused: boolean,
): Promise<Answer> {
  await setPaused(database, repository.id, number, paused)
  return paused ? { done: true } : { done: true, decide: true }
}

/** A thumb where nothing needs words; words where something does. */
async function tell(
  context: TaskContext,
  { repository, number, comment }: CommandTask,
  answer: Answer,
): Promise<void> {
  const client = await clientFor(context, repository)
  await react(client, repository, comment.id, answer.done ? '+1' : 'confused')
  if (answer.text === undefined) return
  await reply(client, repository, {
    number,
    commentId: comment.id,
    body: answer.done ? answer.text : refusalText(answer.text),
    key: `reply/${comment.id}`,
    ledger: ledgerOn(context),
    ownLogin: await context.clients.ownLogin(),
  })
}

async function remember({ database }: TaskContext, task: CommandTask, detail: object): Promise<void> {
  const { repository, number, comment } = task
  await record(database, {
    actor: comment.author,
    action: 'commanded',
    repository: repository.id,
    number,
    detail: { ...detail, comment: comment.id },
    dedupe: `command/${comment.id}`,
  })
}
