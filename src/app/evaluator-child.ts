import { rules } from '../../rules/index.ts'
import type { Evaluation } from '../core/evaluation.ts'
import type { Wish } from '../pipeline/prove.ts'
import { readChange } from '../pipeline/read-change.ts'
import { evaluateChange } from '../pipeline.ts'
import type { Rehearser } from '../rehearsal/rehearser.ts'
import { openSqlReader } from '../sql/reader.ts'
import { openTerraformReader } from '../terraform/reader.ts'
import { AskingRehearser } from './asking-rehearser.ts'
import type { EvaluationInput, PreparationInput, TrialInput } from './evaluation-input.ts'
import type { Answer, FromChild, ToChild, Work } from './rehearsal-messages.ts'
import { version } from './version.ts'

// A process of `evaluator.ts`: one work after the other, with the same parsers.

const mostCharacters = 32 * 1024 * 1024
const reader = openSqlReader()
const terraform = openTerraformReader()

let rehearser: AskingRehearser | undefined

process.on('message', async (message: ToChild) => {
  if ('rehearsal' in message) return rehearser?.heard(message)
  tell(await answerTo(message))
})
// Whoever started this one ends it. A terminal, or systemd, tells every process of a group, and what runs here would look as if it had failed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())

function tell(message: FromChild): void {
  process.send?.(message)
}

async function answerTo(work: Work): Promise<Answer> {
  try {
    const made = JSON.stringify(await resultOf(work))
    return made.length > mostCharacters ? { tooLong: made.length } : { made }
  } catch (error) {
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function resultOf(work: Work): Promise<object> {
  if ('prepare' in work) return prepared(work.prepare)
  rehearser = work.rehearses && new AskingRehearser(work.rehearses, tell)
  return 'prove' in work ? proven(work.prove) : evaluated(work.evaluate)
}

function evaluated(change: EvaluationInput) {
  const rehearsing = rehearser && { rehearser }
  return evaluateChange({ ...inputOf(change), ...rehearsing, sluiceVersion: version() })
}

/** The change is read once more: what was read is too large to be kept until somebody asks. */
async function prepared({ change, evaluation, memory }: PreparationInput) {
  const { prepare } = await import('../pipeline/prepare.ts')
  const input = inputOf(change)
  const read = await readChange(input)
  return prepare({ read, input, evaluation: JSON.parse(evaluation) as Evaluation, memory })
}

let proving: { readonly opinion: string; readonly prove: (wish: Wish) => Promise<object> } | undefined

async function proven({ change, opinion, wish }: TrialInput) {
  if (proving?.opinion !== opinion) {
    const { openProving } = await import('../pipeline/prove.ts')
    const rehearsing = rehearser && { rehearser: ofTheMoment }
    proving = { opinion, prove: openProving({ ...inputOf(change), ...rehearsing }) }
  }
  return proving.prove(wish)
}

/** Each work has a rehearser of its own, and what is tried for one opinion is several. */
const ofTheMoment: Rehearser = {
  rehearse: (request) =>
    rehearser?.rehearse(request) ?? Promise.reject(new Error('There is nowhere to rehearse.')),
  close: async () => undefined,
}

const inputOf = (change: EvaluationInput) => ({
  ...change,
  ...{ rules, reader, terraform, scope: 'pull-request' as const, now: () => performance.now() },
})
