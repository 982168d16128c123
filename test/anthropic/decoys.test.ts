import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { type ModelServer, startModelServer } from './server.ts'

// The library reads keys, addresses and profiles from the environment and the disk. None of it reaches a request.

const root = resolve(import.meta.dirname, '../..')

const script = `
  const { openModel } = await import(${JSON.stringify(join(root, 'src/anthropic/open-model.ts'))})
  const { askingOf, configurationFor } = await import(${JSON.stringify(join(root, 'test/anthropic/asking.ts'))})
  const place = JSON.parse(process.env.PLACE)
  const model = openModel(configurationFor(place, { deadlineSeconds: 10 }))
  const answered = await model.ask(askingOf(), new AbortController().signal)
  const counted = await model.count(askingOf(), new AbortController().signal)
  console.log(JSON.stringify({ answered, counted, configuration: configurationFor(place) }))
  console.log(configurationFor(place), model, answered)
`

async function started(): Promise<ModelServer> {
  const server = await startModelServer({ answer: () => ({ json: { said: 'yes' } }) })
  onTestFinished(() => server.close())
  return server
}

/** A profile as the library would find it. */
function profile(url: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-profile-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  mkdirSync(join(directory, 'configs'))
  const authentication = { type: 'user_oauth', credentials_path: join(directory, 'credentials.json') }
  writeFileSync(join(directory, 'configs/default.json'), JSON.stringify({ base_url: url, authentication }))
  writeFileSync(join(directory, 'credentials.json'), JSON.stringify({ access_token: 'decoy-of-a-profile' }))
  return directory
}

async function run(server: ModelServer, decoys: NodeJS.ProcessEnv, code = script) {
  const env = {
    PATH: process.env.PATH,
    PLACE: JSON.stringify({ url: server.url, key: server.key }),
    ...decoys,
  }
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env, cwd: root })
}

test('a request goes where the configuration says, with its key alone, whatever else lies about', async () => {
  const [server, elsewhere] = [await started(), await started()]
  const { stdout, stderr } = await run(server, {
    ...{ ANTHROPIC_API_KEY: 'decoy-key', ANTHROPIC_AUTH_TOKEN: 'decoy-token', ANTHROPIC_PROFILE: 'default' },
    ...{ ANTHROPIC_BASE_URL: elsewhere.url, ANTHROPIC_CONFIG_DIR: profile(elsewhere.url) },
    ...{ ANTHROPIC_CUSTOM_HEADERS: 'Authorization: Bearer decoy-header\nX-Decoy: decoy-custom' },
    ...{ ANTHROPIC_WEBHOOK_SIGNING_KEY: 'decoy-hook', ANTHROPIC_LOG: 'debug' },
    ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'content',
  })
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
    ...{ answered: { ok: true }, counted: expect.any(Number), configuration: { key: '[secret]' } },
  })
  expect(server.requests).toHaveLength(2)
  expect(elsewhere.requests).toEqual([])
  expect(JSON.stringify(server.requests)).not.toContain('decoy')
  expect(stderr).toBe('')
})

test('the library by itself would go there, with all of it', async () => {
  const [server, elsewhere] = [await started(), await started()]
  const bare = `
    import { Anthropic } from '@anthropic-ai/sdk'
    await new Anthropic({ maxRetries: 0 }).models.list().catch(() => {})
  `
  await run(
    server,
    {
      ANTHROPIC_BASE_URL: elsewhere.url,
      ANTHROPIC_API_KEY: 'decoy-key',
      ANTHROPIC_CUSTOM_HEADERS: 'X-Decoy: decoy-custom',
    },
    bare,
  )
  expect(elsewhere.requests.map(({ headers }) => [headers.authorization, headers['x-decoy']])).toEqual([
    ['Bearer decoy-key', 'decoy-custom'],
  ])
})

test('the key is in no answer, no failure and nothing that is printed', async () => {
  const server = await started()
  const once = { 'x-should-retry': 'false' }
  for (const fault of [
    undefined,
    { status: 401 },
    { status: 500, message: server.key, headers: once },
    { cutAfter: 900 },
  ]) {
    if (fault) server.fail(fault)
    const { stdout, stderr } = await run(server, { ANTHROPIC_LOG: 'debug' })
    expect(stdout).toContain('"answered"')
    expect(`${stdout}${stderr}`).not.toContain(server.key)
  }
})
