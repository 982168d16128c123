import { rules } from '../../rules/index.ts'
import { evaluateChange } from '../pipeline.ts'
import { openSqlReader } from '../sql/reader.ts'
import type { EvaluationInput } from './evaluation-input.ts'
import { version } from './version.ts'

// A process of `evaluator.ts`: one evaluation after the other, with one parser.

export type Answer =
  /** As JSON: whoever asked knows its size before it becomes objects. */
  | { readonly evaluation: string }
  /** It is too long to be kept or shown: so many characters. */
  | { readonly tooLong: number }
  /** Stack of what the evaluation threw. */
  | { readonly bug: string }

const mostCharacters = 32 * 1024 * 1024
const reader = openSqlReader()

process.on('message', async (input: EvaluationInput) => {
  process.send?.(await answerTo(input))
})
// Whoever started this one ends it. A terminal, or systemd, tells every process of a group, and what runs here would look as if it had failed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())

async function answerTo(input: EvaluationInput): Promise<Answer> {
  try {
    const evaluation = await evaluateChange({
      ...input,
      rules,
      reader,
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
