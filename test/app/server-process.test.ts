import { spawn } from 'node:child_process'
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { folderWith, root, sluice } from '../cli/command.ts'
import { type GitHub, startGitHub } from '../github/github.ts'
import { hasServer, newServerDatabase } from '../store/places.ts'
import { examples } from './examples.ts'
import { type RunningApp, startApp, until } from './whole/running-app.ts'

interface Sent {
  readonly event: string
  readonly payload: unknown
  readonly guid?: string
}

/** Sends a webhook as GitHub does. */
async function send(app: RunningApp, { event, payload, guid = randomUUID() }: Sent) {
  const body = JSON.stringify(payload)
  const hmac = createHmac('sha256', app.environment.WEBHOOK_SECRET ?? '').update(body)
  const response = await fetch(`${app.url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': guid },
      'x-hub-signature-256': `sha256=${hmac.digest('hex')}`,
    },
    body,
  })
  return { status: response.status, text: (await response.text()).trim() }
}

const opened = (number = 5) => ({
  action: 'opened',
  installation: { id: 7 },
  repository: { id: 11, full_name: 'acme/shop', default_branch: 'main' },
  pull_request: {
    ...{ number, state: 'open', draft: false, user: { login: 'ada' }, updated_at: '2026-11-21T08:00:00Z' },
    head: { sha: 'a'.repeat(40) },
    base: { ref: 'main' },
  },
})

const ready = async ({ url }: RunningApp) => {
  const response = await fetch(`${url}/readyz`)
  return `${response.status} ${(await response.text()).trim()}`
}

const secretsOf = ({ environment }: RunningApp) => [
  environment.WEBHOOK_SECRET ?? '',
  ...(environment.PRIVATE_KEY ?? '').split('\n').filter((line) => line.length > 40 && !line.startsWith('-')),
]

const kinds = ['embedded', 'postgres'].filter((kind) => kind === 'embedded' || hasServer)

describe.each(kinds)('the server on the store %s', (kind) => {
  let github: GitHub
  let app: RunningApp
  let remove = async () => {}
  beforeAll(async () => {
    github = await startGitHub()
    const room = kind === 'postgres' ? await newServerDatabase() : undefined
    remove = room?.remove ?? remove
    app = await startApp(github, {
      ...(room && { databaseUrl: room.place.url }),
      env: { LOG_LEVEL: 'debug' },
    })
  })
  afterAll(async () => {
    await app?.kill()
    await remove()
    await github?.close()
  })

  test('takes every example of GitHub, with and without an installation', async () => {
    const refused: string[] = []
    for (const { name, event, payload } of examples) {
      for (const sent of [payload, { ...payload, installation: { id: 7 } }]) {
        const { status } = await send(app, { event, payload: sent })
        if (status !== 202) refused.push(`${name}: ${status}`)
      }
    }
    expect(refused).toEqual([])
    expect(app.output()).not.toContain('could not be stored')
    expect(await ready(app)).toBe('200 ready')
  }, 120_000)

  test('takes the same delivery once', async () => {
    const delivery = { event: 'pull_request', payload: opened(), guid: randomUUID() }
    expect(await send(app, delivery)).toEqual({ status: 202, text: 'accepted' })
    expect(await send(app, delivery)).toEqual({ status: 200, text: 'already known' })
    const together = { ...delivery, guid: randomUUID() }
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(app, together)))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7)
  })

  test('logs each with delivery, event, repository and pull request', async () => {
    const guid = randomUUID()
    await send(app, { event: 'pull_request', payload: opened(77), guid })
    const lines = app
      .output()
      .split('\n')
      .filter((line) => line.includes(guid) && line.includes('"webhook"'))
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        ...{ delivery: guid, event: 'pull_request', action: 'opened', installation: 7 },
        repository: 'acme/shop',
        pull: 77,
      },
    ])
  })

  test('answers a forged one with 401, and counts what it got', async () => {
    const forged = { ...app, environment: { ...app.environment, WEBHOOK_SECRET: 'development' } }
    expect(await send(forged, { event: 'push', payload: {} })).toEqual({
      status: 401,
      text: 'wrong signature',
    })
    const page = await (await fetch(`${app.url}/metrics`)).text()
    expect(page).toContain('sluice_webhook_seconds_count{event="unverified",outcome="401"} 1')
    expect(page).toContain('sluice_store_up 1')
  })

  test('at SIGTERM ends with 0, and has logged no secret', async () => {
    expect(await app.stop()).toBe(0)
    expect(app.output()).toContain('sluice has stopped')
    for (const secret of secretsOf(app)) expect(app.output()).not.toContain(secret)
    expect(app.output()).not.toMatch(/gh[sp]_\w{16}|eyJ\w+\.\w+/)
  })
})

describe('a server that is told to stop', () => {
  test('says so to probes, still takes webhooks, and ends at once at a second signal', async () => {
    const github = await startGitHub()
    const repo = github.repository('acme/shop')
    repo.commit({ files: { 'migrations/1.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);\n' } })
    repo.commit({ branch: 'topic', files: { 'migrations/2.sql': 'DROP TABLE a;\n' } })
    const app = await startApp(github)
    onTestFinished(async () => {
      await app.kill()
      await github.close()
    })
    github.fail({ path: /compare/, times: 50, with: { slow: 15_000 } })
    repo.openPull({ head: 'topic' })
    await until('a job that waits for GitHub', () =>
      github.requests.some(({ path }) => path.includes('compare')),
    )

    app.child.kill('SIGTERM')
    await until('draining', async () => (await ready(app)) === '503 draining')
    expect(await send(app, { event: 'pull_request', payload: opened() })).toMatchObject({ status: 202 })
    const ended = once(app.child, 'close')
    const again = performance.now()
    await until('its end', () => {
      app.child.kill('SIGTERM')
      return app.child.exitCode !== null || app.child.signalCode !== null
    })
    const [code] = await ended
    expect(code).toBe(143)
    expect(performance.now() - again).toBeLessThan(5000)
  }, 60_000)
})

describe.runIf(hasServer)('a database that goes away', () => {
  test('is told to GitHub by 503 and to probes; the same delivery is taken when it is back', async () => {
    const [room, github] = [await newServerDatabase(), await startGitHub()]
    const line = await cuttable(5432)
    const url = room.place.url.replace('127.0.0.1:5432', `127.0.0.1:${line.port}`)
    const app = await startApp(github, { databaseUrl: url, env: { SLUICE_ROLE: 'web' } })
    onTestFinished(async () => {
      await app.kill()
      await github.close()
      await room.remove()
    })
    const delivery = { event: 'pull_request', payload: opened(), guid: randomUUID() }
    line.cut()
    expect(await send(app, delivery)).toEqual({ status: 503, text: 'not now' })
    expect(await ready(app)).toBe('503 the store does not answer')
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${app.url}/metrics`)).text()).toContain('sluice_store_up 0')
    line.mend()
    await until('ready', async () => (await ready(app)) === '200 ready')
    expect(await send(app, delivery)).toEqual({ status: 202, text: 'accepted' })
    expect(await app.stop()).toBe(0)
  }, 60_000)
})

/** A way to a port of this machine that can be cut. */
async function cuttable(target: number) {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy()
    const far = connect(target, '127.0.0.1')
    for (const end of [socket, far]) {
      open.add(end)
      end.on('error', () => undefined).on('close', () => open.delete(end))
    }
    socket.pipe(far).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      isCut = false
    },
  }
}

describe('sluice start', () => {
  const PRIVATE_KEY = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey
  test('refuses without settings, says all of them and how to get them', () => {
    const { code, out, err } = sluice(['start'], { cwd: folderWith({}) })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET'])
      expect(err).toContain(`${name} is missing`)
    expect(err).toContain('sluice setup')
    expect(err).not.toMatch(/^\s+at /m)
  })

  test.each(['', 'development', 'short'])('refuses the webhook secret %j', (WEBHOOK_SECRET) => {
    const env = { APP_ID: '480', PRIVATE_KEY, WEBHOOK_SECRET }
    const { code, err } = sluice(['start'], { cwd: folderWith({}), env })
    expect(code).toBe(2)
    expect(err).toContain('one setting must be mended')
    expect(err).toContain('WEBHOOK_SECRET')
  })

  test('reads .env, and the environment wins', () => {
    const env = `APP_ID=480\nPRIVATE_KEY="${PRIVATE_KEY.replaceAll('\n', '\\n')}"\nWEBHOOK_SECRET=0123456789abcdef\nPORT=high\n`
    const cwd = folderWith({ '.env': env })
    expect(sluice(['start'], { cwd }).err).toContain('PORT is not a whole number')
    const overruled = sluice(['start'], { cwd, env: { PORT: '0', SLUICE_ROLE: 'nobody' } })
    expect(overruled.err).not.toContain('PORT')
    expect(overruled.err).toContain('SLUICE_ROLE')
  })

  test('a database that cannot be reached ends it with words and without the password', () => {
    const env = {
      ...{ APP_ID: '480', PRIVATE_KEY, WEBHOOK_SECRET: '0123456789abcdef', PORT: '0' },
      DATABASE_URL: 'postgres://sluice:hunter2hunter2@127.0.0.1:1/sluice',
    }
    const { code, out, err } = sluice(['start'], { cwd: folderWith({}), env })
    expect(code).toBe(3)
    expect(`${out}${err}`).not.toContain('hunter2')
    expect(err).not.toContain('bug')
  })

  test('a port that is taken ends it with words', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const env = { APP_ID: '480', PRIVATE_KEY, WEBHOOK_SECRET: '0123456789abcdef', PORT: String(port) }
    const cwd = folderWith({})
    const child = spawn(process.execPath, [join(root, 'bin/sluice.js'), 'start'], {
      ...{ cwd, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
    })
    let err = ''
    child.stderr?.on('data', (text) => {
      err += String(text)
    })
    const [code] = await once(child, 'close')
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Set PORT to a free one') })
  })
})
