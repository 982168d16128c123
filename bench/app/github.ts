import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type GitHub, startGitHub } from '../../test/github/github.ts'
import type { PullHandle } from '../../test/github/pull-handle.ts'
import { writeHistory } from '../histories.ts'

// The simulated GitHub in a process of its own, told what to do by the one that measures.

export type Question =
  | { readonly do: 'start'; readonly rateLimits: boolean; readonly slowMs: number }
  | { readonly do: 'connect'; readonly url: string }
  /** Organisations `acme0`, `acme1`, ... with a repository `shop` each, which has a history of migrations. */
  | { readonly do: 'shops'; readonly count: number; readonly migrations: number }
  /** Pushes branches to be opened. */
  | { readonly do: 'push'; readonly count: number }
  /** Opens one pull request of a pushed branch after each of these many milliseconds; answers once the gate of each is complete. */
  | { readonly do: 'open'; readonly afterMs: readonly number[]; readonly seconds: number }
  | { readonly do: 'end' }

export interface Started {
  readonly url: string
  readonly app: GitHub['app']
}

export interface Opened {
  /** From the webhook of each to its completed check run. */
  readonly ms: readonly number[]
  /** From the first webhook to the last gate. */
  readonly all: number
}

type Shop = ReturnType<GitHub['repository']>

let github: GitHub | undefined
const pushed: { readonly shop: Shop; readonly head: string }[] = []
let branches = 0
let shops: Shop[] = []

async function answer(question: Question): Promise<unknown> {
  if (question.do === 'start') return start(question)
  if (!github) throw new Error('it was not started')
  switch (question.do) {
    case 'connect':
      return github.connect(question.url)
    case 'shops':
      shops = Array.from({ length: question.count }, (_, n) => newShop(n, question.migrations))
      return
    case 'push':
      for (let left = question.count; left > 0; left--) pushed.push(push())
      return
    case 'open':
      return open(question)
    case 'end':
      return github.close()
  }
}

async function start({ rateLimits, slowMs }: Extract<Question, { do: 'start' }>): Promise<Started> {
  github = await startGitHub(rateLimits ? {} : { rateLimits, apiPath: '/api/v3' })
  if (slowMs > 0) github.fail({ times: Number.POSITIVE_INFINITY, with: { slow: slowMs } })
  return { url: github.url, app: github.app }
}

function newShop(number: number, migrations: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const files = writeHistory(folder, migrations).map(
    (path) => [`migrations/${basename(path)}`, readFileSync(path, 'utf8')] as const,
  )
  rmSync(folder, { recursive: true })
  const repository = github?.repository(`acme${number}/shop`)
  if (!repository) throw new Error('it was not started')
  repository.commit({ files: { ...Object.fromEntries(files), 'docker-compose.yml': compose } })
  return repository
}

const compose = 'services:\n  db:\n    image: postgres:16\n'

async function open({ afterMs, seconds }: Extract<Question, { do: 'open' }>): Promise<Opened> {
  const end = performance.now() + seconds * 1000
  const opened: { pull: PullHandle; at: number; ms?: number }[] = []
  const begun = performance.now()
  const coming = [...afterMs]
  while (opened.length < afterMs.length || opened.some(({ ms }) => ms === undefined)) {
    const now = performance.now()
    if (now > end) throw new Error(`not every gate was complete after ${seconds} seconds`)
    const due = coming[0]
    if (due !== undefined && now - begun >= due) {
      coming.shift()
      opened.push(propose())
    }
    for (const one of opened) {
      if (
        one.ms !== undefined ||
        one.pull.checkRuns.findLast(({ name }) => name === 'Sluice')?.status !== 'completed'
      )
        continue
      one.ms = performance.now() - one.at
    }
    await new Promise((done) => setTimeout(done, coming.length > 0 ? 1 : 5))
  }
  return {
    ms: opened.map(({ ms = Number.NaN }) => ms),
    all: Math.max(...opened.map(({ at, ms = Number.NaN }) => at + ms)) - (opened[0]?.at ?? 0),
  }
}

/** A migration with two findings, one of which has a fix. */
function push() {
  const number = ++branches
  const shop = shops[number % shops.length]
  if (!shop) throw new Error('there is no shop')
  const head = `topic-${number}`
  const path = `migrations/9${String(number).padStart(5, '0')}_step.sql`
  shop.commit({ branch: head, files: { [path]: step } })
  return { shop, head }
}

const step = 'CREATE INDEX shop_0_status ON shop_0 (status);\nALTER TABLE shop_0 DROP COLUMN quantity;\n'

function propose() {
  const next = pushed.shift()
  if (!next) throw new Error('no branch was pushed')
  const pull = next.shop.openPull({ head: next.head })
  return { pull, at: performance.now() }
}

process.on('message', async ({ id, question }: { id: number; question: Question }) => {
  try {
    process.send?.({ id, answer: await answer(question) })
  } catch (error) {
    process.send?.({ id, problem: error instanceof Error ? error.stack : String(error) })
  }
})
process.on('disconnect', () => process.exit())
