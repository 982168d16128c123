import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { appClients, tokenClient } from '../../../src/github/app-client.ts'
import { endpointOf } from '../../../src/github/endpoint.ts'
import { kindOf } from '../../../src/github/errors.ts'
import { pacedGroup } from '../../../src/github/pace.ts'
import { privateKeyOf } from '../../../src/github/private-key.ts'
import { pullFacts } from '../../../src/github/read.ts'
import { settleThreads } from '../../../src/github/threads.ts'
import { asked, clientsOf, liveGitHub, withPull } from './edge.ts'

describe('the addresses of GitHub', () => {
  test.each([
    [{}, 'https://github.com', 'https://api.github.com'],
    [{ server: 'https://github.com/' }, 'https://github.com', 'https://api.github.com'],
    [{ server: 'https://acme.ghe.com' }, 'https://acme.ghe.com', 'https://api.acme.ghe.com'],
    [{ server: 'https://git.acme.com' }, 'https://git.acme.com', 'https://git.acme.com/api/v3'],
    [
      { server: 'https://git.acme.com:8443' },
      'https://git.acme.com:8443',
      'https://git.acme.com:8443/api/v3',
    ],
    [
      { server: 'https://git.acme.com', api: 'https://api.acme.com/' },
      'https://git.acme.com',
      'https://api.acme.com',
    ],
    [{ server: 'http://127.0.0.1:3000' }, 'http://127.0.0.1:3000', 'http://127.0.0.1:3000/api/v3'],
    [{ server: 'https://notghe.com' }, 'https://notghe.com', 'https://notghe.com/api/v3'],
  ])('%j', (given, web, api) => expect(endpointOf(given)).toEqual({ web, api }))

  test.each([
    ['github', 'is not one'],
    ['ftp://github.com', 'is not one'],
    ['http://git.acme.com', 'must begin with https://'],
    ['https://me:secret@git.acme.com', 'holds a password'],
    ['https://git.acme.com/?x=secret', 'goes on after its path'],
  ])('%s is refused in words, which do not repeat it', (server, words) => {
    expect(() => endpointOf({ server })).toThrow(words)
    expect(() => endpointOf({ server })).not.toThrow('secret')
  })
})

test('a private key is taken as it comes, and anything else is refused without showing it', async () => {
  const { app } = await liveGitHub()
  const pem = app.privateKey
  const forms = [
    pem,
    pem.trim().replaceAll('\n', '\\n'),
    Buffer.from(pem).toString('base64'),
    pem.replaceAll('\n', '\r\n'),
  ]
  for (const form of forms) expect(privateKeyOf(form)).toContain('BEGIN RSA PRIVATE KEY')
  for (const wrong of ['', 'hunter2', pem.slice(0, 200)]) {
    expect(() => privateKeyOf(wrong)).toThrow('no RSA private key')
    expect(() => privateKeyOf(wrong)).not.toThrow(/hunter2|MII/)
  }
})

describe('a client', () => {
  test('says who it is and which API it speaks, on every request, and asks for one token', async () => {
    const { github, client, at } = await withPull()
    for (let n = 0; n < 3; n++) await pullFacts(client, at, 1)
    for (const { headers } of github.requests) {
      expect(headers['user-agent']).toMatch(/^sluice\/0\.0\.0 /)
      expect(headers['x-github-api-version']).toBe('2022-11-28')
    }
    expect(asked(github, 'POST', /access_tokens$/)).toBe(1)
  })

  test('speaks to a server under /api/v3, in GraphQL too', async () => {
    const { github, client, at, ownLogin } = await withPull({ apiPath: '/api/v3', rateLimits: false })
    expect(github.url).toMatch(/\/api\/v3$/)
    expect((await pullFacts(client, at, 1)).number).toBe(1)
    const settled = settleThreads(client, at, {
      number: 1,
      open: new Set(),
      ownLogin,
      fingerprintIn: () => undefined,
    })
    expect(await settled).toBe(0)
  })

  test('renews its token when that ends', async () => {
    const { github, clients, at } = await withPull()
    const { id } = github.installation('acme')
    github.useTokens('long')
    await pullFacts(await clients.installation(id), at, 1)
    github.revokeTokens()
    const error = await pullFacts(await clients.installation(id), at, 1).catch((e: unknown) => e)
    expect(kindOf(error).kind).toBe('unauthorized')
    expect((await pullFacts(await clients.installation(id), at, 1)).number).toBe(1)
  }, 20_000)

  test('for git has a token that reads one repository and nothing else', async () => {
    const { github, clients, repo } = await withPull()
    const other = github.repository('acme/other')
    other.commit({ files: { 'a.sql': '' } })
    const token = await clients.gitToken(github.installation('acme').id, repo.id)
    const endpoint = { web: '', api: github.url }
    const { rest } = tokenClient({ token, endpoint, version: '0' })
    const branch = (name: string) =>
      rest.repos.getBranch({ owner: 'acme', repo: name, branch: 'main' }).then(
        () => 'read',
        (e) => kindOf(e).kind,
      )
    expect([await branch('shop'), await branch('other')]).toEqual(['read', 'gone'])
    const pulls = await rest.pulls.list({ owner: 'acme', repo: 'shop' }).catch((e: unknown) => e)
    expect(kindOf(pulls).kind).toBe('forbidden')
  })

  test('with the wrong key is told so', async () => {
    const github = await liveGitHub()
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    })
    const endpoint = { web: '', api: github.url }
    const { app } = appClients({ appId: github.app.id, privateKey, endpoint, version: '0' })
    const error = await (await app()).rest.apps.getAuthenticated().catch((e: unknown) => e)
    expect(kindOf(error).kind).toBe('unauthorized')
  })
})

describe('a failed request', () => {
  const comment = { owner: 'acme', repo: 'shop', issue_number: 1, body: 'x' }

  test.each([
    [429, { kind: 'rate-limited', retryAfterMs: 1000 }],
    [
      { status: 403, headers: { 'retry-after': '60' }, message: 'You have exceeded a secondary rate limit.' },
      { kind: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [
      { status: 403, message: 'You have triggered an abuse detection mechanism' },
      { kind: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [{ status: 403, message: 'Repository was archived so is read-only.' }, { kind: 'archived' }],
    [{ status: 403, message: 'This installation has been suspended' }, { kind: 'gone' }],
    [{ status: 403, message: 'Resource not accessible by integration' }, { kind: 'forbidden' }],
    [{ status: 410, message: 'Issues are disabled' }, { kind: 'gone' }],
    [{ status: 422, message: 'Validation Failed' }, { kind: 'invalid' }],
    [500, { kind: 'unreachable' }],
    [502, { kind: 'unreachable' }],
    ['drop', { kind: 'unreachable' }],
    ['drop-after', { kind: 'unreachable' }],
  ] as const)('%j is known, and a write is not repeated', async (fault, known) => {
    const { github, client } = await withPull()
    github.fail({ method: 'POST', path: /comments$/, times: 9, with: fault })
    const error = await client.rest.issues.createComment(comment).catch((e: unknown) => e)
    expect(kindOf(error)).toMatchObject({
      ...known,
      message: expect.stringContaining('/repos/acme/shop/issues/1/comments'),
    })
    expect(asked(github, 'POST', /comments$/)).toBe(1)
  })

  test('of an hour’s allowance says when it is renewed', async () => {
    const { github, client, at } = await withPull()
    const reset = Math.floor(Date.now() / 1000) + 600
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
    github.fail({
      path: /pulls\/1$/,
      times: 9,
      with: { status: 403, headers, message: 'API rate limit exceeded' },
    })
    const known = kindOf(await pullFacts(client, at, 1).catch((e: unknown) => e))
    expect(known.kind).toBe('rate-limited')
    expect(known.retryAfterMs).toBeGreaterThan(590_000)
    expect(known.retryAfterMs).toBeLessThan(602_000)
    expect(asked(github, 'GET', /pulls\/1$/)).toBe(1)
  })

  test('that reads is tried again', async () => {
    const { github, client, at } = await withPull()
    github.fail({ path: /pulls\/1$/, with: 502 })
    expect((await pullFacts(client, at, 1)).number).toBe(1)
  })

  test('of GraphQL is known by its type', async () => {
    const { client, ownLogin } = await withPull()
    const at = { owner: 'acme', name: 'nothing' }
    const wanted = { number: 1, open: new Set<string>(), ownLogin, fingerprintIn: () => undefined }
    const error = await settleThreads(client, at, wanted).catch((e: unknown) => e)
    expect(kindOf(error)).toMatchObject({ kind: 'gone' })
  })

  test('tells no secret, whatever was said', () => {
    const error = new Error(
      'bad ghs_abcdefghijklmnopqrstuvwxyz0123456789 at https://x.example/a?token=1\nand more',
    )
    expect(kindOf(error)).toEqual({ kind: 'bug', message: 'bad [token] at https://x.example/a and more' })
    expect(kindOf('words')).toEqual({ kind: 'bug', message: 'words' })
  })
})

describe('the pace of writes', () => {
  const take = (group: ReturnType<typeof pacedGroup>, id = 'a') => group.key(id).schedule({}, () => 'done')

  test('lets a burst through at once, and the next when the window allows it', async () => {
    const group = pacedGroup([{ most: 3, inMs: 300 }])
    const start = Date.now()
    await Promise.all([take(group), take(group), take(group), take(group, 'b')])
    expect(Date.now() - start).toBeLessThan(150)
    await take(group)
    expect(Date.now() - start).toBeGreaterThanOrEqual(299)
  })

  test('sends away who would have to wait long, as GitHub would', async () => {
    const group = pacedGroup([
      { most: 5, inMs: 10 },
      { most: 2, inMs: 3_600_000 },
    ])
    await take(group)
    await take(group)
    const error = await take(group).catch((e: unknown) => e)
    expect(kindOf(error)).toMatchObject({ kind: 'rate-limited' })
    expect(kindOf(error).retryAfterMs).toBeGreaterThan(3_590_000)
  })

  test('of an App lets fifty comments and checks go within seconds', async () => {
    const { client, github } = await withPull()
    const start = Date.now()
    const one = { owner: 'acme', repo: 'shop', issue_number: 1, body: 'x' }
    await Promise.all(Array.from({ length: 50 }, () => client.rest.issues.createComment(one)))
    expect(Date.now() - start).toBeLessThan(5000)
    expect(asked(github, 'POST', /comments$/)).toBe(50)
  })

  test('of an App stops before GitHub’s limit', async () => {
    const { client, github } = await withPull()
    const one = { owner: 'acme', repo: 'shop', issue_number: 1, body: 'x' }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 90 }, () => client.rest.issues.createComment(one)),
    )
    const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [kindOf(one.reason)] : []))
    expect(failed).toHaveLength(15)
    expect(new Set(failed.map(({ kind }) => kind))).toEqual(new Set(['rate-limited']))
    expect(github.requests.filter(({ status }) => status === 403)).toEqual([])
  })

  test('is each installation’s own', async () => {
    const { github } = await withPull()
    const clients = clientsOf(github)
    expect(await clients.installation(1)).not.toBe(await clients.installation(2))
    expect(await clients.installation(1)).toBe(await clients.installation(1))
  })
})
