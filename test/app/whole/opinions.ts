import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Asked, type ModelServer, startModelServer } from '../../anthropic/server.ts'
import { type GitHub, startGitHub } from '../../github/github.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import { restOf } from './engines.ts'
import { type RunningApp, startApp } from './running-app.ts'

/** The shipped App with a model behind it. */
export interface Asking {
  readonly github: GitHub
  /** The process that was started last. */
  readonly app: RunningApp
  readonly server: ModelServer
  /** What the model finds from now on; the usual until told. */
  say(findings: Says): void
  rest(): Promise<void>
  /** Ends the process as a crash does, and starts another in its place. */
  crash(): Promise<void>
  close(): Promise<void>
}

type Says = (question: string) => readonly object[] | Promise<readonly object[]>

const models = `models:
  claude-small: { input: 1, output: 5, cache_write_5m: 1.25, cache_write_1h: 2, cache_read: 0.1 }
  claude-usual: { input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.3 }
  claude-strong: { input: 5, output: 25, cache_write_5m: 6.25, cache_write_1h: 10, cache_read: 0.5 }
tiers: { triage: claude-small, review: claude-usual, deep: claude-strong }
budget: { per_pull_request_usd: 5, organisation_per_day_usd: 20, total_per_day_usd: 20 }
`

/** Shares structure; a policy of a test adds to it. */
export const sharing = 'extends: [recommended]\nreview: { share: schema }\n'

export async function startAsking(env: Readonly<Record<string, string>> = {}): Promise<Asking> {
  let says: Says = () => [unfilled]
  const server = await startModelServer({ answer: async (asked) => ({ json: await answerTo(asked, says) }) })
  const data = mkdtempSync(join(tmpdir(), 'sluice-asking-'))
  writeFileSync(join(data, 'models.yml'), models)
  const github = await startGitHub()
  const start = () =>
    startApp(github, {
      data: join(data, 'data'),
      env: {
        ...{ ANTHROPIC_API_KEY: server.key, ANTHROPIC_BASE_URL: server.url },
        ...{ SLUICE_MODELS: join(data, 'models.yml'), SLUICE_MODEL_DELAY_SECONDS: '0', ...env },
      },
    })
  let app = await start()
  return {
    ...{ github, server, rest: () => restOf(github, app) },
    get app() {
      return app
    },
    async crash() {
      await app.kill()
      app = await start()
    },
    say: (findings) => {
      says = findings
    },
    async close() {
      await app.stop()
      await server.close()
      await github.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function answerTo({ schema, question }: Asked, says: Says): Promise<object> {
  if (schema.includes('"upheld"'))
    return { upheld: true, reason: 'The statement adds the column and fills it nowhere.' }
  return schema.includes('"findings"') ? { findings: await says(question) } : { title: 'None.', files: [] }
}

/** What may be said of `floatMoney`, and is true of it. */
export const unfilled = {
  ...{ category: 'business-logic', severity: 'medium', confidence: 'high' },
  ...{ path: 'migrations/0002_price.sql', line: 2, quote: 'ALTER TABLE orders ADD COLUMN price float;' },
  ...{ subject: 'orders.price', names: ['orders.price'] },
  title: 'Orders that exist already get no price.',
  consequence: 'Sums over old orders leave them out.',
  fix: 'Fill the column for the orders that are there.',
  suggestion: null,
}

/** How each run of the second opinion on a commit ended, oldest first; of one that has not ended, how it stands. */
export function opinions(github: GitHub, sha: string): string[] {
  const runs = github.state.checkRuns.filter(
    ({ suite, name }) => suite.headSha === sha && name === 'Sluice / review',
  )
  return runs.map(({ conclusion, status }) => conclusion ?? status)
}

/** The newest run of the second opinion. */
export function opinionRun(pull: PullHandle) {
  const run = pull.checkRuns.findLast(({ name }) => name === 'Sluice / review')
  if (!run) throw new Error(`#${pull.number} has no second opinion`)
  return run
}
