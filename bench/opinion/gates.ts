import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atRest } from '../app/gates.ts'
import type { Opened } from '../app/github.ts'
import { type Print, quantile } from '../app/print.ts'
import { startGitHub, startSluice } from '../app/processes.ts'

const count = 15

/**
 * From webhook to gate without a model, with one, and again without and with: what the machine does meanwhile falls on both. Questions come
 * when the App asks them by itself, and once at the same moment as the next gate, which then shares the processor with them.
 */
export async function gatesBesideAModel(print: Print): Promise<void> {
  const model = await startModel()
  try {
    const without = [...(await gates({}))]
    const beside = [...(await gates(model.env)), ...(await gates(model.env))]
    without.push(...(await gates({})))
    const [alone, asked] = [quantile(without, 0.5), quantile(beside, 0.5)]
    print.line(`webhook to gate without a model, p50 of ${without.length}`, alone, 'ms')
    print.line(`  with one connected, p50 of ${beside.length}`, asked, 'ms')
    print.limit('  with against without', asked / alone, { unit: 'x', most: 1.1 })
    const crowded = await gates({ ...model.env, SLUICE_MODEL_DELAY_SECONDS: '0' })
    print.line('  with one that is asked at the moment of the next gate, p50', quantile(crowded, 0.5), 'ms')
    print.line('  questions that it was asked meanwhile', await model.requests(), '')
  } finally {
    await model.end()
  }
}

async function gates(env: Readonly<Record<string, string>>): Promise<number[]> {
  const github = await startGitHub({ rateLimits: true, slowMs: 0 })
  const sluice = await startSluice({ github, env })
  try {
    await github.ask({ do: 'connect', url: `${sluice.url}/api/github/webhooks` })
    await github.ask({ do: 'shops', count: 1, migrations: 100 })
    await github.ask({ do: 'push', count: count + 1 })
    const all: number[] = []
    for (let n = 0; n <= count; n++)
      all.push(...(await github.ask<Opened>({ do: 'open', afterMs: [0], seconds: 60 })).ms)
    if (env.SLUICE_MODEL_DELAY_SECONDS) await atRest(sluice)
    return all.slice(1)
  } finally {
    await sluice.end()
    await github.end()
  }
}

const prices = '{ input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.3 }'
const models = `tiers: { triage: claude-small, review: claude-usual, deep: claude-strong }
models: { claude-small: ${prices}, claude-usual: ${prices}, claude-strong: ${prices} }
budget: { per_pull_request_usd: 5, total_per_day_usd: 500, organisation_per_day_usd: 500 }
`

async function startModel() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const file = join(folder, 'models.yml')
  writeFileSync(file, models)
  const child = fork(join(import.meta.dirname, 'model.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ url, key }] = await once(child, 'message')
  return {
    env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: url, SLUICE_MODELS: file },
    async requests(): Promise<number> {
      child.send('')
      const [{ requests }] = await once(child, 'message')
      return requests
    },
    async end() {
      child.disconnect()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
