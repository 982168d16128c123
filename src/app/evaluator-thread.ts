import { parentPort } from 'node:worker_threads'
import { rules } from '../../rules/index.ts'
import { evaluateChange } from '../pipeline.ts'
import { openSqlReader } from '../sql/reader.ts'
import type { EvaluationInput } from './evaluation-input.ts'
import { version } from './version.ts'

// A thread of `evaluator.ts`: one evaluation after the other, with one parser.

const reader = openSqlReader()

parentPort?.on('message', async (input: EvaluationInput) => {
  try {
    const evaluation = await evaluateChange({
      ...input,
      rules,
      reader,
      scope: 'pull-request',
      now: () => performance.now(),
      sluiceVersion: version(),
    })
    parentPort?.postMessage({ evaluation })
  } catch (error) {
    parentPort?.postMessage({ bug: error instanceof Error ? error.stack : String(error) })
  }
})
