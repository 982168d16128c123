import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startStage } from '../../src/rehearsal/embedded/stage.ts'
import { until } from '../app/whole/running-app.ts'
import { requestOf, script } from './scripts.ts'

const seconds = 300
const opening = { open: { extensions: [], purpose: 'rehearse' }, seconds } as const

function stageOf(megabytes: number) {
  const stage = startStage(megabytes)
  onTestFinished(() => stage.end())
  return stage
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const childrenOf = (pid: number) => read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').map(Number)
const stagesOf = (pid: number) =>
  childrenOf(pid).filter((child) => read(`/proc/${child}/cmdline`).includes('stage-guard'))
/** In hundredths of a second. */
const workOf = (pid: number) => Number(read(`/proc/${pid}/stat`).split(' ')[13])

describe.runIf(process.platform === 'linux')('a stage', () => {
  test('does not outlive whoever started it, whatever it is at', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'endless.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void parent.kill('SIGKILL'))
    await once(parent.stdout, 'data')
    const [stage = 0] = stagesOf(parent.pid ?? 0)
    const before = workOf(stage)
    await until('work in the loop', () => workOf(stage) > before + 50)
    parent.kill('SIGKILL')
    await until(
      'its end',
      () => read(`/proc/${stage}/stat`) === '' || read(`/proc/${stage}/stat`).includes(') Z '),
    )
    expect(stage).toBeGreaterThan(0)
  })

  test('knows nothing of our environment', async () => {
    process.env.WEBHOOK_SECRET = 'nobody may know this'
    onTestFinished(() => void delete process.env.WEBHOOK_SECRET)
    const stage = stageOf(700)
    await stage.perform(opening)
    const [pid = 0] = stagesOf(process.pid)
    expect(read(`/proc/${pid}/environ`)).not.toContain('nobody')
    expect(read(`/proc/${pid}/cmdline`)).toContain('stage-guard')
  })

  test('that is killed from outside says so, and so does one that is dead', async () => {
    const stage = stageOf(700)
    expect(await stage.perform(opening)).toMatchObject({ opened: { version: 18 } })
    const [pid = 0] = stagesOf(process.pid)
    const loop = requestOf([], script('0001.sql', 'DO $$ BEGIN LOOP END LOOP; END $$'))
    const performed = stage.perform({ rehearse: loop, seconds })
    process.kill(pid, 'SIGKILL')
    const killed = { stopped: 'its process was ended from outside (SIGKILL)', through: [] }
    expect(await performed).toEqual(killed)
    expect(await stage.perform({ rehearse: loop, seconds })).toEqual(killed)
    expect(stage.isAlive()).toBe(false)
  })

  test('that needs more memory than it may have says how much', async () => {
    expect(await stageOf(60).perform(opening)).toEqual({
      stopped: 'it needed more than 60 MB of memory',
      through: [],
    })
  })
})
