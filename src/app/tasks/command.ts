import type { ModelFinding } from '../../core/opinion.ts'
import type { JudgedFinding } from '../../core/report.ts'
import { type Command, commandTable, parseCommand } from '../../github/commands.ts'
import { pullFacts, roleOf } from '../../github/read.ts'
import { explainText, helpText } from '../../render/replies.ts'
import { evaluationOf } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { setPaused } from '../../store/pulls.ts'
import { newReview } from '../jobs.ts'
import { subjectOf } from '../publication.ts'
import type { CommandTask, PullFacts } from '../task.ts'
import { clientFor, type TaskContext } from '../task-context.ts'
import { type Answer, type Asked, type Deed, no } from './asked.ts'
import { answeredBefore, answerWith, carryOut, isFirstTurnedAway } from './command-log.ts'
import { decideOn } from './decide.ts'
import { dismissFinding, unwaive, waive } from './leave.ts'
import { dismissSaid, explainSaid, notWaived, reviewAnew } from './model-leave.ts'
import { numbered } from './numbered.ts'
import { mark, tell } from './tell.ts'

/**
 * Carries out the first line of a comment and writes down who asked for what, as one; decides again where that counts; and answers. An
 * attempt that comes after takes up where the one before it ended.
 */
export async function command(context: TaskContext, task: CommandTask): Promise<void> {
  const parsed = parseCommand(task.comment.firstLine)
  if (!parsed) return
  const { repository, number } = task
  const client = await clientFor(context, repository)
  const before = await answeredBefore(context, task)
  if (!before && !mayCommand.includes(await roleOf(client, repository, task.comment.author)))
    return turnAway(context, task)
  const pull = await pullFacts(client, repository, number)
  const answer = before ?? (await answerTo(context, await askedOf(context, task, pull), parsed))
  if (answer.done && answer.decide) await decideOn(context, repository, pull)
  await tell(context, task, answer)
}

const mayCommand: readonly string[] = ['write', 'maintain', 'admin']

/** One mark and one entry for each person and pull request: readers write to our log no more than that. */
async function turnAway(context: TaskContext, task: CommandTask): Promise<void> {
  if (await isFirstTurnedAway(context, task)) return mark(context, task, 'confused')
  context.log.info({ by: task.comment.author }, 'another command without write access was ignored')
}

async function askedOf(context: TaskContext, task: CommandTask, pull: PullFacts): Promise<Asked> {
  const { repository } = task
  const { name: subject, head } = subjectOf({ repository, pull })
  const known = await evaluationOf(context.database, { repository: repository.id, subject, head })
  // What was judged for another branch says nothing of who may do what on the way to this one.
  return { task, pull, known: known?.baseRef === pull.baseRef ? known : undefined }
}

async function answerTo(
  context: TaskContext,
  asked: Asked,
  parsed: NonNullable<ReturnType<typeof parseCommand>>,
): Promise<Answer> {
  const found = 'problem' in parsed ? no(parsed.problem) : await whatToDo(context, asked, parsed)
  return typeof found === 'function' ? carryOut(context, asked, found) : answerWith(context, asked, found)
}

type ToDo = Answer | Deed | Promise<Answer | Deed>

function whatToDo(context: TaskContext, asked: Asked, given: Command): ToDo {
  const on = (number: number, act: Acts) => onFinding(context, asked, { number, act })
  switch (given.name) {
    case 'help':
      return { done: true, text: helpText(commandTable) }
    case 'recheck':
      return recheck(context, asked)
    case 'explain':
      return on(given.number, {
        found: (finding) => ({ done: true, text: explainText(finding) }),
        said: explainSaid,
      })
    case 'waive':
      return on(given.number, {
        found: (finding) => waive(context, asked, { ...given, finding }),
        said: notWaived,
      })
    case 'unwaive':
      return on(given.number, { found: (finding) => unwaive(context, asked, finding), said: notWaived })
    case 'dismiss':
      return on(given.number, {
        found: (finding) => dismissFinding(asked, finding, given.reason),
        said: (finding) => dismissSaid(context, asked, { finding, reason: given.reason }),
      })
    case 'pause':
      return pause(asked, true)
    case 'resume':
      return pause(asked, false)
    case 'review':
      return reviewAnew(context, asked)
  }
}

/** With what a rule found, and with what the model said. */
interface Acts {
  readonly found: (finding: JudgedFinding) => ToDo
  readonly said: (finding: ModelFinding) => ToDo
}

async function onFinding(
  context: TaskContext,
  asked: Asked,
  { number, act }: { readonly number: number; readonly act: Acts },
): Promise<Answer | Deed> {
  const one = await numbered(context, asked, number)
  if (typeof one === 'string') return no(one)
  return 'ruleId' in one ? act.found(one) : act.said(one)
}

function recheck({ job }: TaskContext, { task: { repository, comment }, pull }: Asked): Answer | Deed {
  if (pull.state !== 'open') return no('This pull request is closed.')
  return async (inside) => {
    const wanted = newReview({ repository, pull, request: `comment ${comment.id}` })
    await enqueue(inside, { ...wanted, delivery: job.delivery })
    return { done: true }
  }
}

/** Comments and reviews stop; the check goes on, as a gate that a comment can open is none. */
function pause({ task: { repository, number } }: Asked, paused: boolean): Deed {
  return async (inside) => {
    await setPaused(inside, repository.id, number, paused)
    return paused ? { done: true } : { done: true, decide: true }
  }
}
