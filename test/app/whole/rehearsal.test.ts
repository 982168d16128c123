import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GitHub, startGitHub } from '../../github/github.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import { type RunningApp, startApp, until } from './running-app.ts'
import { newShop } from './shop.ts'

const isComplete = ({ checkRuns }: PullHandle) => checkRuns.some(({ status }) => status === 'completed')
const migration = (sql: string) => ({ 'migrations/0002_new.sql': `SET lock_timeout = '2s';\n${sql}\n` })

const endless = migration('DO $$ BEGIN LOOP END LOOP; END $$;')
const failing = migration(`INSERT INTO orders (id, status, total) VALUES (1, 'new', 'much'::text::numeric);`)
const failure = 'invalid input syntax for type numeric: "much"'

/** All that the App says of a pull request. */
function said({ checkRuns, comments }: PullHandle): string {
  const shown = checkRuns.flatMap(({ title, summary, text, annotations }) => [
    ...[title, summary, text],
    ...annotations.map(({ message }) => message),
  ])
  return [...shown, ...comments.map(({ body }) => body)].join('\n')
}

/** Processes of this one's, in which a server runs what pull requests hold. */
function stagesOf({ child }: RunningApp): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => isStage(pid, child.pid))
}

function isStage(pid: string, parent: number | undefined): boolean {
  try {
    const isOurs = readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${parent}\n`)
    return isOurs && /rehearsal\/stage/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return false
  }
}

const isThere = (pid: string) => readdirSync('/proc').includes(pid)

describe('rehearsals of the App', () => {
  let github: GitHub
  let app: RunningApp
  beforeAll(async () => {
    github = await startGitHub()
    app = await startApp(github, { env: { SLUICE_REHEARSAL: 'embedded', SLUICE_REHEARSAL_SECONDS: '4' } })
  })
  afterAll(async () => {
    await app.stop()
    await github.close()
  })

  test('a migration that fails blocks, with what the server said', async () => {
    const pull = newShop(github).propose(failing)
    await until('the check', () => isComplete(pull), 100)
    expect(pull.checkRuns[0]?.conclusion).toBe('failure')
    expect(said(pull)).toContain(failure)
  })

  test('one without end is not rehearsed, and says so; the next is judged as any other', async () => {
    const shop = newShop(github)
    const pull = shop.propose(endless)
    await until('the check', () => isComplete(pull), 100)
    expect(said(pull)).toContain('it ran longer than 4 seconds')
    expect(pull.checkRuns[0]?.title).not.toContain('Could not evaluate')
    const next = shop.propose(failing)
    await until('the next check', () => isComplete(next), 100)
    expect(said(next)).toContain(failure)
    const metrics = await (await fetch(`${app.url}/metrics`)).text()
    expect(metrics).toContain('sluice_rehearsal_seconds_count{outcome="not-rehearsed"} 1')
    expect(metrics).toContain('sluice_rehearsal_seconds_count{outcome="failed"} 2')
  })

  test('killed in the midst of one, it leaves no process behind', async () => {
    const doomed = await startGitHub()
    const other = await startApp(doomed, {
      env: { SLUICE_REHEARSAL: 'embedded', SLUICE_REHEARSAL_SECONDS: '600' },
    })
    newShop(doomed).propose(endless)
    await until('a rehearsal', () => stagesOf(other).length > 0, 100)
    const stages = stagesOf(other)
    await other.kill()
    await until('their end', () => !stages.some(isThere))
    await doomed.close()
  })
})
