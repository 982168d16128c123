import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RehearsalRequest } from '../src/core/rehearsal.ts'
import { openEmbeddedRehearser } from '../src/rehearsal/embedded/rehearser.ts'
import type { Rehearser } from '../src/rehearsal/rehearser.ts'
import { type Print, quantile } from './app/print.ts'
import { watchMemory } from './rehearsal/memory.ts'
import { onHistory, tenStatements } from './rehearsal/requests.ts'

/** Migrations run on the embedded server, from the sources: what is built loads faster. */
export async function rehearsal(print: Print): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-rehearsal-'))
  const memory = watchMemory()
  try {
    cold(directory, print)
    await warm(join(directory, 'kept'), print)
    await large(join(directory, 'large'), print)
    print.limit('  peak memory of a worker', memory.peak(), { unit: 'MB', most: 700 })
  } finally {
    memory.stop()
    rmSync(directory, { recursive: true })
  }
}

/** A process that has nothing, with a directory that holds nothing: the base is built, kept, and opened in another process. */
function cold(directory: string, { limit }: Print): void {
  const script = join(import.meta.dirname, 'rehearsal/once.ts')
  const runs = Array.from({ length: 3 }, (_, at) => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, [script, join(directory, `cold-${at}`)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`a cold rehearsal failed: ${stderr}`)
    return performance.now() - start
  })
  limit('rehearsal of ten statements, cold process, no base yet', quantile(runs, 0.5), {
    unit: 'ms',
    most: 4000,
  })
}

async function warm(directory: string, { limit }: Print): Promise<void> {
  const rehearser = openEmbeddedRehearser({ directory, spareSeconds: 600 })
  const runs: number[] = []
  for (let run = 0; run <= 10; run++) {
    runs.push(await timeOf(rehearser, tenStatements))
    await spareOpened()
  }
  await rehearser.close()
  limit('  on a warm worker, base kept', quantile(runs.slice(1), 0.5), { unit: 'ms', most: 300 })
}

/** The next server is started once an answer is given, and is ready a moment later. */
const spareOpened = () => new Promise((done) => setTimeout(done, 3000))

async function large(directory: string, { limit }: Print): Promise<void> {
  const request = onHistory(500)
  const built = await first(directory, request)
  const opened = await first(directory, request)
  limit('base of 500 migrations, built, and ten statements', built, { unit: 'ms', most: 20_000 })
  limit('  kept, on a warm worker', await again(directory, request), { unit: 'ms', most: 1000 })
  limit('  kept, opened by a new process, and ten statements', opened, { unit: 'ms', most: 1000 })
}

/** The time of a review that comes a while after another one on the same base. */
async function again(directory: string, request: RehearsalRequest): Promise<number> {
  const rehearser = openEmbeddedRehearser({ directory, spareSeconds: 600 })
  try {
    await timeOf(rehearser, request)
    await spareOpened()
    return await timeOf(rehearser, request)
  } finally {
    await rehearser.close()
  }
}

async function first(directory: string, request: RehearsalRequest): Promise<number> {
  const rehearser = openEmbeddedRehearser({ directory })
  try {
    return await timeOf(rehearser, request)
  } finally {
    await rehearser.close()
  }
}

async function timeOf(rehearser: Rehearser, request: RehearsalRequest): Promise<number> {
  const start = performance.now()
  const { files, base } = await rehearser.rehearse(request)
  const took = performance.now() - start
  if (files.some(({ outcome }) => outcome !== 'applied') || base.skipped.length > 0)
    throw new Error(`not everything was rehearsed: ${JSON.stringify({ files, base }).slice(0, 2000)}`)
  return took
}
