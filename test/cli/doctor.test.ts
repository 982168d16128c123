import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { startModelServer } from '../anthropic/server.ts'
import { putOnPath, scratchDirectory } from '../git/scratch.ts'
import { startGitHub } from '../github/github.ts'
import type { Permissions, Protection } from '../github/world.ts'
import { newRoles } from '../rehearsal/server/roles.ts'
import { hasServer, newServerDatabase, onServer } from '../store/places.ts'
import { sluiceAside } from './aside.ts'

const permissions: Permissions = {
  contents: 'read',
  pull_requests: 'write',
  checks: 'write',
  issues: 'read',
  merge_queues: 'read',
  members: 'read',
  actions: 'read',
}
const events = [
  'pull_request',
  'pull_request_review',
  'issue_comment',
  'check_run',
  'check_suite',
  'merge_group',
]
const app = { permissions, events: [...events, 'push', 'repository', 'workflow_run'] }
const { actions: _, ...withoutActions } = permissions
const hook = 'https://sluice.example.com/api/github/webhooks'
const secret = 'a webhook secret of the tests'

interface Line {
  readonly result: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly next?: string
}

interface Setting {
  readonly app?: { permissions: Permissions; events: readonly string[] }
  readonly url?: string | undefined
  readonly policy?: string
  readonly protection?: Partial<Protection>
}

/** An App in order, installed on acme/shop, but for what a test changes. */
async function operated({ policy, protection, ...setting }: Setting = {}) {
  // Without a time of its own: clocks are compared.
  const github = await startGitHub({ app: setting.app ?? app, secret })
  onTestFinished(() => github.close())
  github.connect('url' in setting ? (setting.url ?? '') : hook)
  const repo = github.repository('acme/shop')
  github.loseDeliveries(1000)
  repo.commit({ files: { 'README.md': 'shop', ...(policy && { '.github/sluice.yml': policy }) } })
  if (protection) repo.protect(protection)
  await github.settled()
  const data = scratchDirectory()
  const env = {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: secret,
    GITHUB_SERVER_URL: new URL(github.url).origin,
    GITHUB_API_URL: github.url,
    SLUICE_DATA: join(data, 'data'),
    // A rehearsal takes its time, and whoever tests one says so.
    SLUICE_REHEARSAL: 'off',
  }
  const doctor = async (more: Record<string, string> = {}, args: string[] = []) => {
    const options = { cwd: data, env: { ...env, ...more } }
    const ran = await sluiceAside(['doctor', '--format', 'json', ...args], options)
    const lines = ran.out === '' ? [] : (JSON.parse(ran.out) as { checks: Line[] }).checks
    return { ...ran, lines, amiss: lines.filter(({ result }) => result !== 'ok') }
  }
  return { github, repo, data, env, doctor }
}

const bound = (appId: number | null): Partial<Protection> => ({ checks: [{ context: 'Sluice', appId }] })
const onShop = ['--repository', 'acme/shop']

describe('sluice doctor', () => {
  test('what is in order is ok, line by line, and says so to people too', async () => {
    const { github, env, data, doctor } = await operated()
    const { code, lines, amiss } = await doctor()
    expect(amiss.filter(({ what }) => !what.includes('webhooks failed'))).toEqual([])
    expect(code).toBe(0)
    expect(lines.map(({ what }) => what).join('\n')).toContain(`belong to the App ${github.app.slug}`)
    const shown = await sluiceAside(['doctor'], { cwd: data, env })
    expect(shown.out).toMatch(/^ok {4}the variables are in order\n/)
    for (const hidden of [secret, github.app.privateKey.slice(40, 90)])
      expect(shown.out).not.toContain(hidden)
  })

  test.each<[string, Record<string, string>, string]>([
    ['a short secret', { WEBHOOK_SECRET: 'short' }, 'WEBHOOK_SECRET is shorter'],
    ['no key', { PRIVATE_KEY: 'nonsense' }, 'no RSA private key'],
    ['no number', { APP_ID: 'shop' }, 'APP_ID is not a number'],
    ['a role alone', { SLUICE_ROLE: 'web' }, 'DATABASE_URL is missing'],
  ])('%s fails with what to do', async (_, env, what) => {
    const { doctor } = await operated()
    const { code, lines } = await doctor(env)
    expect(code).toBe(1)
    const line = lines.find((one) => one.what.includes(what))
    expect(line).toMatchObject({ result: 'fail', next: expect.stringMatching(/\w/) })
    expect(lines.some((one) => one.what.startsWith('git '))).toBe(true)
  })

  test('a key of another App fails, and nothing else is blamed for it', async () => {
    const { doctor } = await operated()
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const { code, lines } = await doctor({
      PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    })
    expect(code).toBe(1)
    expect(lines.find(({ what }) => what.includes('APP_ID and PRIVATE_KEY'))?.result).toBe('fail')
    expect(lines.find(({ what }) => what.includes('clock'))?.result).toBe('ok')
  })

  test.each<[string, Setting, string, string]>([
    [
      'a missing permission',
      { app: { ...app, permissions: { ...permissions, checks: 'read' } } },
      'fail',
      'the App lacks checks: write',
    ],
    [
      'the permission for plans, without which the gate stands,',
      { app: { ...app, permissions: withoutActions } },
      'warn',
      'the App lacks actions: read, so it reads no plans: Terraform is judged by its code alone',
    ],
    [
      'the event for plans',
      { app: { ...app, events: [...events, 'push', 'repository'] } },
      'warn',
      'does not hear workflow_run',
    ],
    [
      'one too many',
      { app: { ...app, permissions: { ...permissions, contents: 'write' } } },
      'warn',
      'more than it needs: contents: write',
    ],
    ['an event it does not hear', { app: { ...app, events } }, 'fail', 'does not hear push, repository'],
    ['webhooks that go elsewhere', { url: 'https://sluice.example.com/' }, 'fail', 'webhooks go to'],
    [
      'webhooks in the clear',
      { url: 'http://sluice.example.com/api/github/webhooks' },
      'warn',
      'unencrypted',
    ],
  ])('%s is told', async (_, setting, result, what) => {
    const { doctor } = await operated(setting)
    const { code, lines } = await doctor()
    expect(lines.find((one) => one.what.includes(what))).toMatchObject({ result, next: expect.any(String) })
    expect(code).toBe(result === 'fail' ? 1 : 0)
  })

  test.each([
    [20, 'ok', 0],
    [45, 'warn', 0],
    [90, 'fail', 1],
  ])('a clock that is %d s behind: %s', async (seconds, result, code) => {
    const { github, doctor } = await operated()
    const date = new Date(Date.now() + seconds * 1000).toUTCString()
    github.fail({ path: '/rate_limit', with: { status: 200, headers: { date } } })
    const ran = await doctor()
    expect(ran.lines.find(({ what }) => what.includes('clock'))?.result).toBe(result)
    expect(ran.code).toBe(code)
  })

  test('what an organisation has not accepted, a suspension and lost webhooks are told', async () => {
    const { github, doctor } = await operated()
    const installation = github.installation('acme')
    installation.setPermissions({ ...permissions, checks: 'read' })
    installation.suspend()
    await github.settled()
    const { amiss } = await doctor()
    const told = amiss.map(({ what }) => what).join('\n')
    expect(told).toContain('acme has not accepted checks: write')
    expect(told).toContain('the installation on acme is suspended')
    expect(told).toMatch(/\d+ of the last \d+ webhooks failed/)
  })

  test('GitHub away: each of its lines says so, the others stand', async () => {
    const { doctor } = await operated()
    const { code, lines } = await doctor(
      { GITHUB_SERVER_URL: 'http://127.0.0.1:1', GITHUB_API_URL: 'http://127.0.0.1:1' },
      onShop,
    )
    expect(code).toBe(1)
    expect(lines.filter(({ what }) => what.includes('GitHub is unreachable'))).toHaveLength(7)
    expect(lines.find(({ what }) => what.startsWith('git '))?.result).toBe('ok')
  }, 60_000)

  test('a database that is not there fails, without its password', async () => {
    const { doctor } = await operated()
    const { code, out, lines } = await doctor({
      DATABASE_URL: 'postgres://sluice:hunter2hunter2@127.0.0.1:1/sluice',
    })
    expect(code).toBe(1)
    expect(lines.find(({ what }) => what.startsWith('the database'))?.result).toBe('fail')
    expect(out).not.toContain('hunter2')
  })

  test.skipIf(!hasServer)(
    'a server that is in order is ok, before and after the first start; nothing is made',
    async () => {
      const { doctor } = await operated()
      const room = await newServerDatabase()
      onTestFinished(room.remove)
      const schema = async () => {
        const { lines } = await doctor({ DATABASE_URL: room.place.url })
        return lines.filter(({ what }) => what.includes('schema sluice'))
      }
      expect(await schema()).toMatchObject([{ result: 'ok', what: expect.stringContaining('not there yet') }])
      expect(await schema()).toMatchObject([{ what: expect.stringContaining('not there yet') }])
      await (await openDatabase(room.place)).close()
      expect(await schema()).toEqual([{ result: 'ok', what: 'the schema sluice is there' }])
    },
  )

  test.skipIf(!hasServer)(
    'a role that may not make the schema fails; a read-only database does too',
    async () => {
      const { doctor } = await operated()
      const room = await newServerDatabase()
      const role = `doctor_${process.pid}`
      await onServer(`CREATE ROLE ${role} LOGIN`)
      onTestFinished(async () => {
        await room.remove()
        await onServer(`DROP ROLE ${role}`)
      })
      const url = new URL(room.place.url)
      url.username = role
      const { lines } = await doctor({ DATABASE_URL: url.href })
      expect(lines.find(({ what }) => what.includes('may not make it'))).toMatchObject({ result: 'fail' })
      url.username = 'postgres'
      url.searchParams.set('options', '-c default_transaction_read_only=on')
      const readOnly = await doctor({ DATABASE_URL: url.href })
      expect(readOnly.lines.find(({ what }) => what.includes('read-only'))).toMatchObject({ result: 'fail' })
    },
  )

  test('an old git fails', async () => {
    const { doctor } = await operated()
    putOnPath('git', 'echo git version 2.31.9')
    const { code, lines } = await doctor()
    expect(code).toBe(1)
    expect(lines.find(({ what }) => what.startsWith('git '))).toMatchObject({ result: 'fail' })
  })

  test('a directory that cannot be made fails', async () => {
    const { data, doctor } = await operated()
    writeFileSync(join(data, 'file'), '')
    const { code, lines } = await doctor({ SLUICE_DATA: join(data, 'file', 'data') })
    expect(code).toBe(1)
    expect(lines.find(({ what }) => what.includes('cannot be written'))?.result).toBe('fail')
  })

  test('variables come from .env as well', async () => {
    const { data, env } = await operated()
    const { PRIVATE_KEY, ...rest } = env
    writeFileSync(join(data, '.env'), `PRIVATE_KEY="${PRIVATE_KEY.replaceAll('\n', '\\n')}"\n`)
    mkdirSync(join(data, 'data'), { recursive: true })
    expect(await sluiceAside(['doctor'], { cwd: data, env: rest })).toMatchObject({ code: 0 })
  })
})

describe('sluice doctor --repository', () => {
  test('required and bound to this App is ok', async () => {
    const { github, repo, doctor } = await operated({
      app: { ...app, permissions: { ...permissions, administration: 'read' } },
    })
    repo.protect(bound(github.app.id))
    const { lines } = await doctor({}, onShop)
    expect(lines.at(-1)).toEqual({ result: 'ok', what: 'Sluice is required on main, from this App alone' })
  })

  test.each(['branch protection', 'ruleset'] as const)(
    'required from anybody by a %s fails',
    async (kind) => {
      const administration = {
        app: { ...app, permissions: { ...permissions, administration: 'read' as const } },
      }
      const { doctor } = await operated({ ...administration, protection: { kind, ...bound(null) } })
      const { code, lines } = await doctor({}, onShop)
      expect(code).toBe(1)
      expect(lines.at(-1)).toMatchObject({
        result: 'fail',
        what: expect.stringContaining('not bound to this App'),
      })
    },
  )

  test('without the permission to look it says that it cannot tell, and how to', async () => {
    const { github, repo, doctor } = await operated()
    repo.protect(bound(github.app.id))
    const { lines } = await doctor({}, onShop)
    expect(lines.at(-1)).toMatchObject({ result: 'warn', what: expect.stringContaining('cannot tell') })
    expect(lines.at(-1)?.next).toContain('/acme/shop/settings/rules')
  })

  test('a policy in order is named; one with errors is told by file, line and key', async () => {
    const good = await operated({ policy: 'extends: [strict]\n' })
    const { lines } = await good.doctor({}, onShop)
    expect(lines.find(({ what }) => what.startsWith('policy:'))?.result).toBe('ok')
    const bad = await operated({ policy: 'rules:\n  postgres/nothing-like-it: block\n' })
    const ran = await bad.doctor({}, onShop)
    expect(ran.code).toBe(1)
    const told = ran.lines.find(({ what }) =>
      what.includes('.github/sluice.yml:2:3: rules.postgres/nothing-like-it'),
    )
    expect(told?.result).toBe('fail')
  })

  test('a repository without the App fails', async () => {
    const { doctor } = await operated()
    const { code, lines } = await doctor({}, ['--repository', 'acme/other'])
    expect(code).toBe(1)
    expect(lines.at(-1)?.what).toBe('the App is not installed on acme/other')
  })

  test('a name that is none is wrong usage', async () => {
    const { doctor } = await operated()
    expect(await doctor({}, ['--repository', 'shop'])).toMatchObject({ code: 2, out: '' })
  })
})

describe('the model', () => {
  const prices = '{ input: 1, output: 1, cache_write_5m: 1, cache_write_1h: 1, cache_read: 1 }'
  const models = `tiers: { triage: claude-small, review: claude-usual, deep: claude-usual }
models: { claude-small: ${prices}, claude-usual: ${prices} }
budget: { per_pull_request_usd: 1, organisation_per_day_usd: 1, total_per_day_usd: 1 }
`

  test('is none without a key, and that is in order', async () => {
    const { doctor } = await operated()
    const { lines } = await doctor()
    expect(lines).toContainEqual({
      result: 'ok',
      what: 'no model is asked: ANTHROPIC_API_KEY is not set',
    })
  })

  test('is looked up for every tier; one that its server does not know fails, and no line holds the key', async () => {
    const { data, doctor } = await operated()
    const served = [{ id: 'claude-small' }]
    const server = await startModelServer({ answer: () => ({ text: '' }), models: served })
    onTestFinished(() => server.close())
    writeFileSync(join(data, 'models.yml'), models)
    const ran = await doctor({
      ...{ ANTHROPIC_API_KEY: server.key, ANTHROPIC_BASE_URL: server.url, SLUICE_MODELS: 'models.yml' },
    })
    expect(ran.lines).toContainEqual({ result: 'ok', what: 'claude-small (triage) can be asked' })
    expect(ran.lines).toContainEqual(
      expect.objectContaining({
        ...{ result: 'fail', what: 'claude-usual is a model that the server does not know' },
      }),
    )
    expect(`${ran.out}${ran.err}`).not.toContain(server.key)
  })

  test('with a key and no models file fails with what the file looks like', async () => {
    const { doctor } = await operated()
    const { lines } = await doctor({ ANTHROPIC_API_KEY: 'sk-ant-of-nobody-0123456789' })
    const line = lines.find(({ what }) => what.startsWith('SLUICE_MODELS is missing'))
    expect(line).toMatchObject({ result: 'fail' })
    expect(JSON.stringify(line)).toContain('per_pull_request_usd')
  })
})

describe.runIf(hasServer)('a server for rehearsals', () => {
  test('is tried; a role that may too much is refused, and told how it is to be', async () => {
    const [{ doctor }, roles] = [await operated(), await newRoles()]
    onTestFinished(roles.remove)
    const { keeper, runner } = roles.addresses
    const env = {
      ...{ SLUICE_REHEARSAL: '', SLUICE_REHEARSAL_URL: keeper, SLUICE_REHEARSAL_RUNNER_URL: runner },
    }
    const about = async () =>
      (await doctor(env)).lines
        .filter(({ what }) => what.includes('rehears'))
        .map(({ what, next }) => ({ what, next }))
    expect(await about()).toEqual([
      {
        what: expect.stringMatching(
          /^migrations are rehearsed on the server of SLUICE_REHEARSAL_URL, Postgres \d+$/,
        ),
      },
    ])
    await onServer(`ALTER ROLE ${roles.runner} CREATEROLE`)
    expect(await about()).toEqual([
      {
        what: expect.stringContaining(`the role ${roles.runner} has CREATEROLE`),
        next: expect.stringContaining('CREATE ROLE sluice_runner LOGIN'),
      },
    ])
  })
})
