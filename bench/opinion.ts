import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Print } from './app/print.ts'
import { gatesBesideAModel } from './opinion/gates.ts'

/**
 * The second opinion: what an ordinary pull request asks, by our estimate and by the count of the local server, what that has in its cache
 * at the second question, our own work on it, and the gate with and without a model.
 */
export async function opinion(print: Print): Promise<void> {
  const { limit, line } = print
  const runs = Array.from({ length: 3 }, once)
  const least = (what: keyof Run) => Math.min(...runs.map((each) => each[what]))
  const questions = least('questions')
  line('questions of an ordinary pull request', questions, '')
  limit('  tokens of the longest beyond the shared prefix, by estimate', least('estimated'), {
    unit: '',
    most: 6000,
  })
  limit('  the same by the count of the local server', least('counted'), { unit: '', most: 6000 })
  line('  tokens of the shared prefix', least('prefix'), '')
  limit('  of it not in the cache at the second question', 100 - least('cached'), { unit: '%', most: 20 })
  limit(
    '  our own work per question, built and verified',
    (least('building') + least('verifying')) / questions,
    {
      unit: 'ms',
      most: 300,
    },
  )
  await gatesBesideAModel(print)
}

interface Run {
  readonly questions: number
  readonly building: number
  readonly verifying: number
  readonly estimated: number
  readonly counted: number
  readonly prefix: number
  readonly cached: number
}

function once(): Run {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'opinion/once.ts')],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`the opinion could not be measured: ${stderr}`)
  return JSON.parse(stdout)
}
