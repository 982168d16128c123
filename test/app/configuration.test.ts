import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Configured, configurationFrom } from '../../src/app/configuration.ts'

const { privateKey: pem } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
})
const elliptic = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

const least = { APP_ID: '480', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'a-long-enough-secret' }

function configured(env: Record<string, string>) {
  const read = configurationFrom({ ...least, ...env })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read.configuration
}

const problems = (read: Configured) => (read.ok ? [] : read.problems)
const problemsOf = (env: Record<string, string>) => problems(configurationFrom({ ...least, ...env }))

describe('a configuration', () => {
  test('needs an App and a secret, and has a usual value for the rest', () => {
    expect(configured({})).toMatchObject({
      ...{ appId: 480, host: '127.0.0.1', port: 3000, role: 'all' },
      ...{ data: './sluice-data', store: { directory: 'sluice-data/store' } },
      endpoint: { web: 'https://github.com', api: 'https://api.github.com' },
      ...{ concurrency: 4, workers: 1, leaseSeconds: 30, sweepSeconds: 300, retentionDays: 90 },
      ...{ retrySeconds: 2, mostAttempts: 12, log: { level: 'info', format: 'pretty' } },
    })
  })

  test('rehearses in the embedded server, on a server of two addresses, or not at all', () => {
    expect(configured({}).rehearsal).toEqual({
      ...{ place: 'embedded', atOnce: 1, seconds: 10, megabytes: 700 },
    })
    const urls = {
      SLUICE_REHEARSAL_URL: 'postgres://keeper:pass1pass1@db/postgres',
      SLUICE_REHEARSAL_RUNNER_URL: 'postgres://runner:pass2pass2@db',
    }
    const { place } = configured({ ...urls, SLUICE_REHEARSALS: '3' }).rehearsal
    if (typeof place === 'string') throw new Error(place)
    expect([place.keeper.reveal(), place.runner.reveal()]).toEqual(Object.values(urls))
    expect(inspect(configured(urls), { depth: 9 })).not.toMatch(/pass[12]/)
    expect(configured({ ...urls, SLUICE_REHEARSAL: 'off' }).rehearsal.place).toBe('off')
  })

  test.each([
    [{ SLUICE_REHEARSAL: 'on' }, 'SLUICE_REHEARSAL is none of off, embedded'],
    [{ SLUICE_REHEARSAL_URL: 'postgres://keeper@db/postgres' }, 'SLUICE_REHEARSAL_RUNNER_URL is missing'],
    [{ SLUICE_REHEARSAL_RUNNER_URL: 'postgres://runner@db' }, 'SLUICE_REHEARSAL_URL is missing'],
    [{ SLUICE_REHEARSALS: '0' }, 'SLUICE_REHEARSALS is not a whole number'],
    [{ SLUICE_REHEARSAL_SECONDS: 'long' }, 'SLUICE_REHEARSAL_SECONDS is not a whole number'],
  ] as const)('%j is one problem', (env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(problem)])
  })

  test('an address for rehearsals that is none is not repeated', () => {
    const told = problemsOf({ SLUICE_REHEARSAL_URL: 'keeper:very-secret@db' })
    expect(told).toEqual([expect.stringContaining('SLUICE_REHEARSAL_URL is not an address')])
    expect(told.join()).not.toContain('secret')
  })

  test.each([
    ['as it is', { PRIVATE_KEY: pem }],
    ['with \\n for line ends', { PRIVATE_KEY: pem.replaceAll('\n', '\\n') }],
    ['in base64', { PRIVATE_KEY: Buffer.from(pem).toString('base64') }],
  ])('takes the key %s', (_, env) => expect(configured(env).privateKey.reveal()).toBe(pem))

  test('takes the key from a file', () => {
    const { PRIVATE_KEY: _, ...rest } = least
    const read = configurationFrom({ ...rest, PRIVATE_KEY_PATH: '/run/key.pem' }, (path) => {
      expect(path).toBe('/run/key.pem')
      return pem
    })
    expect(read.ok && read.configuration.privateKey.reveal()).toBe(pem)
  })

  test('an address of GitHub leads to its API, unless that is named too', () => {
    expect(configured({ GITHUB_SERVER_URL: 'https://github.acme.example' }).endpoint.api).toBe(
      'https://github.acme.example/api/v3',
    )
    expect(configured({ GITHUB_SERVER_URL: 'https://acme.ghe.com' }).endpoint.api).toBe(
      'https://api.acme.ghe.com',
    )
    expect(
      configured({ GITHUB_SERVER_URL: 'https://a.example', GITHUB_API_URL: 'https://b.example/api' })
        .endpoint,
    ).toEqual({ web: 'https://a.example', api: 'https://b.example/api' })
  })

  test('never shows a secret', () => {
    const configuration = configured({ DATABASE_URL: 'postgres://sluice:hunter2hunter2@db/sluice' })
    const shown = [
      inspect(configuration, { depth: 9, showHidden: true }),
      JSON.stringify(configuration),
      `${configuration.webhookSecret}`,
    ].join('\n')
    for (const secret of [least.WEBHOOK_SECRET, pem.split('\n')[3] ?? '', 'hunter2hunter2'])
      expect(shown).not.toContain(secret)
  })
})

describe('a problem names the variable, what is wrong and what to do', () => {
  test('all of them at once', () => {
    const told = problems(configurationFrom({ PORT: 'high', LOG_LEVEL: 'loud', SLUICE_ROLE: 'boss' }))
    const names = told.map((each) => /^[A-Z_]+/.exec(each)?.[0])
    expect(names.sort()).toEqual(
      ['APP_ID', 'LOG_LEVEL', 'PORT', 'PRIVATE_KEY', 'SLUICE_ROLE', 'WEBHOOK_SECRET'].sort(),
    )
  })

  test.each([
    ['APP_ID', 'sluice', 'APP_ID is not a number'],
    ['APP_ID', '0', 'APP_ID is not a number'],
    ['WEBHOOK_SECRET', '', 'WEBHOOK_SECRET is missing'],
    ['WEBHOOK_SECRET', 'development', 'WEBHOOK_SECRET is a word that everybody knows'],
    ['WEBHOOK_SECRET', 'fifteen-letters', 'WEBHOOK_SECRET is shorter than 16 characters'],
    ['PRIVATE_KEY', 'none', 'PRIVATE_KEY: This is no RSA private key'],
    ['PRIVATE_KEY', elliptic, 'PRIVATE_KEY: This is no RSA private key'],
    ['PRIVATE_KEY', pem.slice(0, 400), 'PRIVATE_KEY: This is no RSA private key'],
    ['PRIVATE_KEY_PATH', '/nowhere.pem', 'Keep one of them'],
    ['DATABASE_URL', 'mysql://a:secret@b/c', 'DATABASE_URL is not an address of a Postgres server'],
    ['PORT', '65536', 'PORT is not a whole number from 0 to 65535'],
    ['SLUICE_CONCURRENCY', '1.5', 'SLUICE_CONCURRENCY is not a whole number'],
    ['SLUICE_RETENTION_DAYS', '3', 'from 4 to'],
    ['SLUICE_ROLE', 'web', 'DATABASE_URL is missing, and SLUICE_ROLE=web'],
    ['LOG_FORMAT', 'xml', 'LOG_FORMAT is none of json, pretty'],
    ['GITHUB_SERVER_URL', 'github.acme.example', 'GITHUB_SERVER_URL: '],
    ['GITHUB_API_URL', 'https://me:secret@b.example', 'GITHUB_API_URL: '],
    ['GITHUB_SERVER_URL', 'http://github.acme.example', 'GITHUB_SERVER_URL: '],
  ])('%s', (name, value, words) => {
    const told = problemsOf({ [name]: value })
    expect(told).toEqual([expect.stringContaining(words)])
    expect(told.join()).not.toContain('secret@')
  })

  test('a secret of 16 characters is long enough; a worker with a database needs nothing more', () => {
    expect(problemsOf({ WEBHOOK_SECRET: 'sixteen-letters!' })).toEqual([])
    expect(problemsOf({ SLUICE_ROLE: 'worker', DATABASE_URL: 'postgresql:///sluice' })).toEqual([])
  })

  test('a key file that cannot be read', () => {
    const { PRIVATE_KEY: _, ...rest } = least
    expect(problems(configurationFrom({ ...rest, PRIVATE_KEY_PATH: '/nowhere.pem' }))).toEqual([
      expect.stringContaining('PRIVATE_KEY_PATH names /nowhere.pem, and that file cannot be read'),
    ])
  })
})
