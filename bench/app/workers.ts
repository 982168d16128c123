import { atRest } from './gates.ts'
import type { Opened } from './github.ts'
import type { Print } from './print.ts'
import { startGitHub, startSluice } from './processes.ts'

const pulls = 24
/** Of each worker. With more, two of them and the simulated GitHub fill the two cores that this is measured on. */
const jobsAtOnce = '1'
/** As long as GitHub takes. */
const slowMs = 80

/** How much faster two workers are than one. */
export async function workers(newDatabase: () => Promise<string>, print: Print): Promise<void> {
  const [one, two] = [await timeOf(1, await newDatabase()), await timeOf(2, await newDatabase())]
  print.line(`${pulls} pull requests at once, one worker of one job`, one, 'ms')
  print.line(`  two workers`, two, 'ms')
  print.limit('  two against one', one / two, { unit: 'x', least: 1.7 })
}

async function timeOf(count: number, databaseUrl: string): Promise<number> {
  const github = await startGitHub({ rateLimits: false, slowMs })
  const roles = ['web', ...Array.from({ length: count }, () => 'worker')]
  const processes = []
  for (const SLUICE_ROLE of roles)
    processes.push(
      await startSluice({ github, databaseUrl, env: { SLUICE_ROLE, SLUICE_CONCURRENCY: jobsAtOnce } }),
    )
  try {
    const [web] = processes
    if (!web) throw new Error('no process')
    await github.ask({ do: 'connect', url: `${web.url}/api/github/webhooks` })
    await github.ask({ do: 'shops', count: 6, migrations: 20 })
    await github.ask({ do: 'push', count: 12 + pulls })
    await github.ask({ do: 'open', afterMs: Array.from({ length: 12 }, () => 0), seconds: 120 })
    await atRest(web)
    const { all } = await github.ask<Opened>({
      do: 'open',
      afterMs: Array.from({ length: pulls }, () => 0),
      seconds: 300,
    })
    return all
  } finally {
    for (const each of processes) await each.end()
    await github.end()
  }
}
