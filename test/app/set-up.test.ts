import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { configurationFrom } from '../../src/app/configuration.ts'
import { addVariables } from '../../src/app/environment-file.ts'
import { manifestFor } from '../../src/app/manifest.ts'
import { folderWith, root, sluice } from '../cli/command.ts'
import { githubForTest } from '../github/client.ts'
import type { GitHub } from '../github/github.ts'
import type { Manifest } from '../github/world.ts'

/** `sluice setup` as an operator runs it, in a folder of its own. */
async function setUp(github: GitHub, args: readonly string[] = [], files: Record<string, string> = {}) {
  const cwd = folderWith(files)
  const child = spawn(process.execPath, [join(root, 'bin/sluice.js'), 'setup', '--port', '0', ...args], {
    cwd,
    env: { PATH: process.env.PATH, GITHUB_SERVER_URL: github.url, GITHUB_API_URL: github.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said.push(String(text)))
  const ended = once(child, 'close').then(([code]) => code as number)
  await expect.poll(() => said.join(''), { timeout: 15_000 }).toMatch(/http:\S+/)
  const url = /http:[^\s]+\//.exec(said.join(''))?.[0] ?? ''
  return { url, cwd, ended, said: () => said.join('') }
}

interface Form {
  readonly action: string
  readonly manifest: Manifest & Record<string, unknown>
  readonly state: string
}

async function formAt(url: string): Promise<Form> {
  const html = await (await fetch(url)).text()
  const plain = (text = '') =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
  const action = plain(/action="([^"]*)"/.exec(html)?.[1])
  const manifest = JSON.parse(plain(/name="manifest" value="([^"]*)"/.exec(html)?.[1]))
  return { action, manifest, state: new URL(action).searchParams.get('state') ?? '' }
}

describe('sluice setup', () => {
  test('makes an App that `sluice start` can run as, and ends', async () => {
    const github = await githubForTest()
    const { url, cwd, ended, said } = await setUp(github, ['--url', 'https://sluice.acme.example/'])
    const { action, manifest, state } = await formAt(url)
    expect(action).toMatch(`${github.url}/settings/apps/new?state=`)
    expect(manifest).toMatchObject({
      hook_attributes: { url: 'https://sluice.acme.example/api/github/webhooks', active: true },
      redirect_url: `${url}made`,
      public: false,
    })
    const code = github.submitManifest(manifest)
    const back = await fetch(`${url}made?code=${code}&state=${state}`)
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('The App is made')])
    expect(await ended).toBe(0)

    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600)
    const env = parseEnv(readFileSync(join(cwd, '.env'), 'utf8'))
    const read = configurationFrom(env)
    expect(read.ok ? [] : read.problems).toEqual([])
    expect(env).toMatchObject({ GITHUB_SERVER_URL: github.url, APP_ID: expect.stringMatching(/^\d+$/) })
    expect(said()).toContain('/installations/new')
    expect(said()).not.toContain(env.WEBHOOK_SECRET)
    expect(said()).not.toContain('PRIVATE KEY')
  })

  test('takes nobody who was not sent by its page, and goes on waiting', async () => {
    const github = await githubForTest()
    const { url, cwd, ended } = await setUp(github)
    const { manifest, state } = await formAt(url)
    const code = github.submitManifest(manifest)
    for (const query of [
      `code=${code}&state=guess`,
      `code=${code}`,
      `state=${state}`,
      `code=../x&state=${state}`,
    ])
      expect((await fetch(`${url}made?${query}`)).status).toBe(400)
    expect(readdirSync(cwd)).toEqual([])
    expect((await fetch(`${url}made?code=${code}&state=${state}`)).status).toBe(200)
    expect(await ended).toBe(0)
  })

  test('says so when GitHub does not take the code, and starts again', async () => {
    const github = await githubForTest()
    const { url, cwd, said } = await setUp(github)
    const { state } = await formAt(url)
    const page = await fetch(`${url}made?code=spent&state=${state}`)
    expect([page.status, await page.text()]).toEqual([502, expect.stringContaining('Start again')])
    expect(said()).toContain('(404)')
    expect(readdirSync(cwd)).toEqual([])
    expect((await fetch(url)).status).toBe(200)
  })

  test('makes it for an organisation where asked, without webhooks while there is no address', async () => {
    const github = await githubForTest()
    const { url } = await setUp(github, ['--organization', 'acme'])
    const { action, manifest } = await formAt(url)
    expect(action).toMatch(`${github.url}/organizations/acme/settings/apps/new?state=`)
    expect(manifest).toMatchObject({ hook_attributes: { active: false } })
  })

  test('its page runs no script, and answers to no other name', async () => {
    const github = await githubForTest()
    const { url } = await setUp(github)
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).not.toContain('<script')
    const { port } = new URL(url)
    const { request } = await import('node:http')
    const asked = request({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }).end()
    const [answer] = await once(asked, 'response')
    expect(answer.statusCode).toBe(421)
    answer.resume()
  })

  test('refuses where there is an App already, before another is made', () => {
    const cwd = folderWith({ '.env': 'export APP_ID=1\n' })
    const { code, err } = sluice(['setup', '--port', '0'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('.env sets APP_ID already')
    expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe('export APP_ID=1\n')
  })

  test.each([
    [['--port', 'http'], '--port http is not a port'],
    [['--url', 'sluice.example'], '--url is not a web address'],
  ])('%j is wrong usage', (args, words) => {
    const { code, err } = sluice(['setup', ...args], { cwd: folderWith({}) })
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})

describe('the manifest', () => {
  const manifest = manifestFor({
    publicUrl: undefined,
    redirect: 'http://127.0.0.1/made',
    github: 'https://github.com',
  })

  test('asks for the least: it writes to checks and pull requests, and to no contents', () => {
    expect(manifest).toMatchObject({
      public: false,
      default_permissions: {
        ...{ metadata: 'read', contents: 'read', issues: 'read', merge_queues: 'read', members: 'read' },
        ...{ actions: 'read' },
        ...{ pull_requests: 'write', checks: 'write' },
      },
    })
    expect(Object.keys(Reflect.get(manifest, 'default_permissions'))).toHaveLength(8)
  })

  test('has every event that its permissions must carry', async () => {
    const github = await githubForTest()
    expect(github.submitManifest(manifest as Manifest)).toMatch(/^\w+$/)
    const { issues: _, ...fewer } = Reflect.get(manifest, 'default_permissions')
    expect(() => github.submitManifest({ ...(manifest as Manifest), default_permissions: fewer })).toThrow(
      'issue_comment',
    )
  })
})

describe('.env', () => {
  test('keeps what it holds, also a last line without an end', () => {
    const folder = folderWith({ '.env': 'PORT=8080' })
    expect(addVariables(folder, { APP_ID: '1', PRIVATE_KEY: 'a\nb\n' })).toBe('.env')
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('PORT=8080\nAPP_ID="1"\nPRIVATE_KEY="a\\nb\\n"\n')
    expect(readdirSync(folder)).toEqual(['.env'])
  })

  test('that sets one of them is not touched: the credentials go beside it, and again beside that', () => {
    const folder = folderWith({ '.env': '# APP_ID=0\nAPP_ID=1\n' })
    expect(addVariables(folder, { APP_ID: '2' })).toBe('.env.new')
    expect(addVariables(folder, { APP_ID: '3' })).toBe('.env.new.2')
    expect(readFileSync(join(folder, '.env'), 'utf8')).toContain('APP_ID=1')
    expect(statSync(join(folder, '.env.new')).mode & 0o777).toBe(0o600)
  })

  test('that mentions one in a comment or another’s name does not set it', () => {
    const folder = folderWith({ '.env': '# APP_ID=0\nMY_APP_ID=1\n' })
    expect(addVariables(folder, { APP_ID: '2' })).toBe('.env')
    expect(existsSync(join(folder, '.env.new'))).toBe(false)
  })
})
