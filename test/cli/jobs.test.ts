import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { bury, claim, deadJobs, enqueue } from '../../src/store/jobs.ts'
import { hasServer, newServerDatabase } from '../store/places.ts'
import { sluice } from './command.ts'

const token = `ghs_${'a1'.repeat(18)}`
const data = mkdtempSync(join(tmpdir(), 'sluice-jobs-'))
const place = { directory: join(data, 'store') }
const env = { SLUICE_DATA: data }

/** One dead job of acme/shop#7 and one that waits. */
beforeAll(async () => {
  const db = await openDatabase(place)
  const repository = { id: 1, owner: 'acme', name: 'shop', installation: 9 }
  const job = {
    kind: 'review',
    installation: 9,
    payload: { kind: 'review', repository, pull: { number: 7 } },
  }
  await enqueue(db, { ...job, lane: 'pull/1/7' })
  const held = await claim(db, { worker: 'one', leaseSeconds: 30 })
  if (!held) throw new Error('nothing to claim')
  await bury(db, held, `GitHub answered 500 to\n${token}`)
  await enqueue(db, { kind: 'sweep', lane: 'sweep', installation: 0, payload: { kind: 'sweep' } })
  await db.close()
}, 60_000)
afterAll(() => rmSync(data, { recursive: true, force: true }))

const jobs = (...args: string[]) => sluice(['jobs', ...args], { cwd: data, env })

describe('sluice jobs', () => {
  test('lists dead and waiting jobs with the last error on one line, without secrets', () => {
    const { code, out, err } = jobs()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('dead (1)')
    expect(out).toMatch(/review +acme\/shop#7 {2}given up \d+ (s|min) ago after 1 attempt\n/)
    expect(out).toContain('GitHub answered 500 to [secret]')
    expect(out).toContain('waiting (1)')
    expect(out).not.toContain(token)
  })

  test('as JSON', () => {
    const { dead, waiting } = JSON.parse(jobs('--format', 'json').out)
    expect(dead).toMatchObject([{ kind: 'review', about: 'acme/shop#7', attempts: 1 }])
    expect(waiting).toMatchObject([{ kind: 'sweep', about: 'sweep', attempts: 0, lastError: '' }])
  })

  test.each([
    [['replay']],
    [['replay', '1', '--all']],
    [['replay', 'x']],
    [['discard', '99']],
    [['discard', '0']],
  ])('refuses %j with what to do, and changes nothing', (args) => {
    const { code, err } = jobs(...args)
    expect(code).toBe(2)
    expect(err).toContain('`sluice jobs` lists them.')
    expect(JSON.parse(jobs('--format', 'json').out).dead).toHaveLength(1)
  })

  test('while a server has the embedded store, says who and what to do', async () => {
    const db = await openDatabase(place)
    const { code, err } = jobs()
    await db.close()
    expect(code).toBe(3)
    expect(err).toContain(`in use by process ${process.pid}`)
    expect(err).toContain('DATABASE_URL')
  })

  test.skipIf(!hasServer)('with DATABASE_URL it is that server', async () => {
    const room = await newServerDatabase()
    onTestFinished(room.remove)
    const env = { DATABASE_URL: room.place.url }
    expect(sluice(['jobs'], { cwd: data, env })).toEqual({
      code: 0,
      out: 'No job is dead, and none waits.\n',
      err: '',
    })
  })

  test('a folder without a store is not made one', () => {
    const { code, err } = sluice(['jobs'], { cwd: data, env: { SLUICE_DATA: join(data, 'nowhere') } })
    expect(code).toBe(2)
    expect(err).toContain('There is no embedded store')
  })

  test('replay lets a dead job wait again, discard forgets it', async () => {
    expect(jobs('replay', '--all').out).toBe('1 job will run again.\n')
    expect(jobs('replay', '--all').out).toBe('0 jobs will run again.\n')
    const db = await openDatabase(place)
    const held = await claim(db, { worker: 'two', leaseSeconds: 30 })
    if (held) await bury(db, held, 'again')
    const [dead] = await deadJobs(db, 10)
    await db.close()
    expect(jobs('discard', String(dead?.id)).out).toBe('1 job was discarded.\n')
    expect(JSON.parse(jobs('--format', 'json').out).dead).toEqual([])
  })
})
