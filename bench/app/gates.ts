import type { Opened } from './github.ts'
import { type Print, quantile } from './print.ts'
import { jobsLeft, type Sluice, sleep, startGitHub, startSluice } from './processes.ts'

/** How long a server has nothing to do before its memory is read: its threads have ended by then. */
const idleMs = 75_000

/** From webhook to gate: pull requests one after the other, then fifty within a minute; then what the server keeps of memory. */
export async function gates(engine: string, databaseUrl: string | undefined, print: Print): Promise<void> {
  const github = await startGitHub({ rateLimits: true, slowMs: 0 })
  const sluice = await startSluice({ github, databaseUrl })
  try {
    await github.ask({ do: 'connect', url: `${sluice.url}/api/github/webhooks` })
    await github.ask({ do: 'shops', count: 1, migrations: 100 })
    await github.ask({ do: 'push', count: 66 })
    await oneByOne(1, github)
    const single = await oneByOne(15, github)
    print.limit(`webhook to gate, ${engine}, p50 of 15, one after the other`, quantile(single, 0.5), {
      unit: 'ms',
      most: 2000,
    })
    await sleep(60_000)
    const afterMs = Array.from({ length: 50 }, (_, n) => n * 1200)
    const { ms: busy } = await github.ask<Opened>({ do: 'open', afterMs, seconds: 180 })
    print.line(`webhook to gate, ${engine}, 50 within a minute, p50`, quantile(busy, 0.5), 'ms')
    print.limit(`  p95`, quantile(busy, 0.95), { unit: 'ms', most: 5000 })
    await atRest(sluice)
    await sleep(idleMs)
    print.limit(`  memory of the server when it is idle again`, sluice.memory(), {
      unit: 'MB',
      most: databaseUrl ? 200 : 600,
    })
  } finally {
    await sluice.end()
    await github.end()
  }
}

async function oneByOne(count: number, github: Awaited<ReturnType<typeof startGitHub>>): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < count; n++)
    all.push(...(await github.ask<Opened>({ do: 'open', afterMs: [0], seconds: 60 })).ms)
  return all
}

export async function atRest(sluice: Sluice): Promise<void> {
  for (let left = 300; left > 0 && (await jobsLeft(sluice)) > 0; left--) await sleep(500)
}
