import { rules } from '../../rules/index.ts'
import { evaluateChange } from '../pipeline.ts'
import { openSqlReader } from '../sql/reader.ts'
import { openTerraformReader } from '../terraform/reader.ts'
import { AskingRehearser } from './asking-rehearser.ts'
import type { EvaluationInput } from './evaluation-input.ts'
import type { Answer, FromChild, ToChild } from './rehearsal-messages.ts'
import { version } from './version.ts'

// A process of `evaluator.ts`: one evaluation after the other, with the same parsers.

const mostCharacters = 32 * 1024 * 1024
const reader = openSqlReader()
const terraform = openTerraformReader()

let rehearser: AskingRehearser | undefined

process.on('message', async (message: ToChild) => {
  if ('rehearsal' in message) return rehearser?.heard(message)
  rehearser = message.rehearses && new AskingRehearser(message.rehearses, tell)
  tell(await answerTo(message.evaluate, rehearser))
})
// Whoever started this one ends it. A terminal, or systemd, tells every process of a group, and what runs here would look as if it had failed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())

function tell(message: FromChild): void {
  process.send?.(message)
}

async function answerTo(input: EvaluationInput, rehearser: AskingRehearser | undefined): Promise<Answer> {
  try {
    const evaluation = await evaluateChange({
      ...input,
      rules,
      reader,
      terraform,
      ...(rehearser && { rehearser }),
      scope: 'pull-request',
      now: () => performance.now(),
      sluiceVersion: version(),
    })
    const text = JSON.stringify(evaluation)
    return text.length > mostCharacters ? { tooLong: text.length } : { evaluation: text }
  } catch (error) {
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
