import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { configurationFrom } from '../../src/app/configuration.ts'
import { logFor } from '../../src/app/log.ts'

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhcHAifQ.c2lnbmF0dXJlLW9mLWl0'
const password = 'p%40ss"word\\9'

/** What a log of this environment writes. */
function written(
  log: (into: ReturnType<typeof logFor>) => void,
  options: { terminal?: boolean } = {},
): string {
  const read = configurationFrom({
    ...{ APP_ID: '480', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'hush-"hush"-hush-hush', LOG_LEVEL: 'trace' },
    DATABASE_URL: `postgres://sluice:${encodeURIComponent(password)}@db/sluice`,
  })
  if (!read.ok) throw new Error(read.problems.join())
  let out = ''
  const sink = { isTTY: options.terminal === true, write: (text: string) => (out += text) }
  log(logFor(read.configuration, sink))
  return out
}

const line = (text: string) => JSON.parse(text) as Record<string, unknown>

describe('a line', () => {
  test('is JSON with the time, the level and what it is about', () => {
    const out = written((log) =>
      log.child({ delivery: 'guid-1', pull: 7 }).info({ event: 'push' }, 'webhook'),
    )
    expect(line(out)).toEqual({
      ...{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) },
      ...{ delivery: 'guid-1', pull: 7, event: 'push', msg: 'webhook' },
    })
  })

  test('of an error has its cause and status, not the request that failed', () => {
    const cause = new Error('socket hang up')
    const request = { headers: { authorization: 'token x' }, body: 'large' }
    const err = Object.assign(new Error('GitHub said no', { cause }), { status: 502, request })
    expect(line(written((log) => log.error({ err }, 'failed')))).toMatchObject({
      err: { message: 'GitHub said no', status: 502, cause: { message: 'socket hang up' } },
    })
    expect(written((log) => log.error({ err }))).not.toContain('large')
  })

  test('for a person at a terminal is plain text, and acts on no screen', () => {
    const out = written((log) => log.warn({ repository: 'acme/\u001b[31mshop' }, 'no\nnews'), {
      terminal: true,
    })
    expect(out).toMatch(/^\d\d:\d\d:\d\d WARN no news repository=acme\/\[U\+001B\]\[31mshop\n$/)
  })
})

describe('no secret is logged', () => {
  test.each([
    ['the webhook secret', 'hush-"hush"-hush-hush'],
    ['the private key', pem],
    ['a line of it', pem.split('\n')[4] ?? ''],
    ['it in base64', Buffer.from(pem).toString('base64')],
    ['half of a key', `-----BEGIN PRIVATE KEY-----\nMIIabc`],
    ['the password of the database', password],
    ['it as the address has it', encodeURIComponent(password)],
    ['an installation token', `ghs_${'a1B2'.repeat(9)}`],
    ['a long installation token', `ghs_480_${jwt}`],
    ['a personal token', `ghp_${'Zz9'.repeat(12)}`],
    ['a fine-grained token', `github_pat_${'11AAAAAAA0'.repeat(8)}`],
    ['the key of a model', `sk-ant-api03-${'Zz9-_'.repeat(12)}`],
    ['a JWT', jwt],
    ['a basic header', 'Basic eC1hY2Nlc3MtdG9rZW46Z2hzXzEyMw=='],
    ['an address with a password', 'https://x-access-token:s3cretw0rd@github.com/a/b'],
  ])('%s: in a message, a field, an error, its stack, its cause, a child', (_, secret) => {
    const out = written((log) => {
      const err = new Error(`failed\n${secret}`, { cause: new Error(secret) })
      log.child({ inner: { secret } }).error({ err, list: [secret] }, `with ${secret}`)
    })
    const essence = secret.replace(/^Basic |-----BEGIN.*\n|^https.*?:s/g, '').trim()
    expect(out).toContain('[secret]')
    for (const part of essence.split('\n').filter((each) => each.length > 6 && !each.startsWith('---'))) {
      expect(out).not.toContain(part)
      expect(out).not.toContain(JSON.stringify(part).slice(1, -1))
    }
    expect(line(out).level).toBe('error')
  })

  test.each([
    'the highs_and_lows_of_a_migration',
    'migrations/eyJ.sql',
    'Basic authentication-is-not-used',
    'ghs_short',
    'https://github.com/acme/shop/pull/7',
    'postgres is unreachable at db:5432',
    'github_pat_',
    'a task-ant-hill-of-work',
  ])('%s is none', (text) => expect(line(written((log) => log.info(text))).msg).toBe(text))
})
