import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Rehearser } from '../src/rehearsal/rehearser.ts'
import { openSqlReader } from '../src/sql/reader.ts'
import { openTerraformReader } from '../src/terraform/reader.ts'
import { openInProcess } from '../test/rehearsal/in-process.ts'
import { liveAnswers, recordedAnswers } from './answering.ts'
import { type Case, readCases } from './cases.ts'
import { type Asking, type Outcome, outcomeOf } from './outcome.ts'
import { readRecorded } from './recorded.ts'
import { recordingOf } from './recording.ts'
import { scoreOf } from './score.ts'
import { type origins, tableOf } from './table.ts'

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    live: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    answers: { type: 'string', default: 'eval/recorded' },
    format: { type: 'string', default: 'table' },
  },
})
const written = resolve(import.meta.dirname, 'recorded')
const folder = resolve(values.answers)
const origin: keyof typeof origins = values.live ? 'live' : folder === written ? 'recorded' : 'replayed'

const broken: { readonly id: string; readonly problem: string }[] = []
const score = scoreOf(await runAll(), broken)
const shown =
  values.format === 'json' ? JSON.stringify({ origin, ...score }, null, 2) : tableOf(score, origin)
process.stdout.write(`${shown}\n`)
// A live model may miss something; what code does must be right.
process.exitCode = score.problems.length > 0 ? 1 : 0

async function runAll(): Promise<readonly Outcome[]> {
  const [reader, terraform] = [openSqlReader(), openTerraformReader()]
  let rehearser: Promise<Rehearser> | undefined
  const answering = values.live ? liveAnswers() : await recordedAnswers()
  const asking = {
    ...{ reader, terraform, answering },
    rehearser: () => (rehearser ??= openInProcess()),
  }
  try {
    const found: Outcome[] = []
    for (const one of readCases(values.case)) {
      process.stderr.write(`${one.id}\n`)
      const outcome = await outcomeWithin(one, asking)
      if (!outcome) continue
      found.push(outcome)
      if (values.live && values.record) record(outcome)
    }
    return found
  } finally {
    await Promise.all([reader.close(), terraform.close(), answering.close(), (await rehearser)?.close()])
  }
}

/** A case that breaks the house is told with the others. */
async function outcomeWithin(one: Case, asking: Asking): Promise<Outcome | undefined> {
  try {
    return await outcomeOf(one, asking, values.live ? undefined : readRecorded(folder, one.id))
  } catch (error) {
    broken.push({ id: one.id, problem: String(error instanceof Error ? error.stack : error) })
    return undefined
  }
}

function record(outcome: Outcome): void {
  const live = resolve(import.meta.dirname, 'recorded-live')
  mkdirSync(live, { recursive: true })
  const path = join(live, `${outcome.one.id}.json`)
  writeFileSync(path, `${JSON.stringify(recordingOf(outcome), null, 2)}\n`)
}
