import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { githubForTest, send } from './client.ts'
import { hours, minutes } from './clock.ts'

const start = Date.parse('2026-11-21T08:00:00Z') / 1000

async function installed() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': 'select 1;\n' } })
  const id = github.installation('acme').id
  const ask = (body?: object, token = github.jwt()) =>
    send<{ token: string; expires_at: string; permissions: object }>(
      github,
      `POST /app/installations/${id}/access_tokens`,
      { token, ...(body && { body }) },
    )
  return { github, repo, ask }
}

describe('the JWT of an App', () => {
  test('is for the App alone, by its client id or its id', async () => {
    const { github } = await installed()
    for (const iss of [github.app.clientId, github.app.id, String(github.app.id)]) {
      const reply = await send(github, 'GET /app', { token: github.jwt({ iss }) })
      expect(reply).toMatchObject({ status: 200, body: { slug: 'sluice', id: github.app.id } })
    }
    expect((await send(github, 'GET /repos/acme/shop', { token: github.jwt() })).status).toBe(401)
    expect((await send(github, 'GET /app', { token: github.token() })).status).toBe(401)
  })

  test.each([
    ['lives longer than 10 minutes', { exp: start + 601 }, /too far in the future/],
    ['is over', { exp: start - 1 }, /future time at which the assertion expires/],
    ['was issued in the future', { iat: start + 30 }, /time that the assertion was issued/],
    ['says no time', { exp: 'soon' }, /numeric value/],
  ])('is refused when it %s', async (_, claims, message) => {
    const { github } = await installed()
    const reply = await send(github, 'GET /app', { token: github.jwt(claims) })
    expect(reply).toMatchObject({ status: 401, body: { message: expect.stringMatching(message) } })
  })

  test('is refused when another key signed it', async () => {
    const { github } = await installed()
    const signed = github.jwt().split('.').slice(0, 2).join('.')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const signature = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')
    expect((await send(github, 'GET /app', { token: `${signed}.${signature}` })).status).toBe(401)
  })
})

describe('an installation token', () => {
  test('is good for one hour', async () => {
    const { github, ask } = await installed()
    const { body } = await ask()
    expect(body.expires_at).toBe('2026-11-21T09:00:00Z')
    expect((await send(github, 'GET /repos/acme/shop', { token: body.token })).status).toBe(200)
    github.clock.advance(hours)
    const late = await send(github, 'GET /repos/acme/shop', { token: body.token })
    expect(late).toMatchObject({ status: 401, body: { message: 'Bad credentials' } })
  })

  test('has 40 characters, or in the new form many more and dots', async () => {
    const { github, ask } = await installed()
    expect((await ask()).body.token).toMatch(/^ghs_\w{36}$/)
    github.useTokens('long')
    const { token } = (await ask()).body
    expect(token).toMatch(new RegExp(`^ghs_${github.app.id}_[\\w-]+\\.[\\w-]+\\.[\\w-]+$`))
    expect(token.length).toBeGreaterThan(150)
    expect((await send(github, 'GET /repos/acme/shop', { token })).status).toBe(200)
  })

  test('has no more than was asked for', async () => {
    const { github, ask } = await installed()
    github.repository('acme/other').commit({ files: { 'a.sql': '' } })
    const { body } = await ask({ repositories: ['shop'], permissions: { contents: 'read' } })
    expect(body.permissions).toEqual({ contents: 'read', metadata: 'read' })
    const status = async (what: string) => (await send(github, what, { token: body.token })).status
    expect(await status('GET /repos/acme/shop/branches/main')).toBe(200)
    expect(await status('GET /repos/acme/shop/pulls')).toBe(403)
    expect(await status('GET /repos/acme/other')).toBe(404)
  })

  test('cannot have more than the installation', async () => {
    const { ask } = await installed()
    expect((await ask({ permissions: { contents: 'write' } })).status).toBe(422)
    expect((await ask({ repositories: ['nowhere'] })).status).toBe(422)
    expect((await ask({ repository_ids: Array.from({ length: 501 }, (_, n) => n) })).status).toBe(422)
  })

  test('loses what the installation loses, while it is in use', async () => {
    const { github } = await installed()
    const token = github.token()
    const pulls = () => send(github, 'GET /repos/acme/shop/pulls', { token })
    expect((await pulls()).status).toBe(200)
    github.installation('acme').setPermissions({ contents: 'read' })
    const refused = await pulls()
    expect(refused).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    })
    github.installation('acme').select([])
    expect((await pulls()).status).toBe(404)
    github.installation('acme').suspend()
    expect((await pulls()).status).toBe(403)
    github.installation('acme').unsuspend()
    github.installation('acme').remove()
    expect((await pulls()).status).toBe(401)
  })
})

describe('permissions', () => {
  test('the answer names the ones that are accepted', async () => {
    const { github } = await installed()
    const accepted = async () =>
      (await send(github, 'GET /repos/acme/shop/pulls')).headers.get('x-accepted-github-permissions')
    expect(await accepted()).toBe('pull_requests=read')
    github.installation('acme').setPermissions({ contents: 'read' })
    expect(await accepted()).toBe('pull_requests=read')
  })

  test('a private repository without the App does not exist, a public one can be read', async () => {
    const { github } = await installed()
    for (const name of ['other/secret', 'other/open']) {
      const repo = github.repository(name, { installed: false, private: name.endsWith('secret') })
      repo.commit({ files: { 'a.sql': '' } })
    }
    expect((await send(github, 'GET /repos/other/secret')).status).toBe(404)
    expect((await send(github, 'GET /repos/other/open/pulls')).status).toBe(200)
    const body = { name: 'Sluice', head_sha: github.repository('other/open').tip('main') }
    expect((await send(github, 'POST /repos/other/open/check-runs', { body })).status).toBe(403)
  })

  test('a person cannot write checks; the workflow token can, when its job says so', async () => {
    const { github, repo } = await installed()
    const body = { name: 'Sluice', head_sha: repo.tip('main') }
    const write = async (token: string) =>
      (await send(github, 'POST /repos/acme/shop/check-runs', { token, body })).status
    expect(await write(github.userToken('ada'))).toBe(403)
    expect(await write(github.actionsToken('acme/shop', { contents: 'read' }))).toBe(403)
    expect(await write(github.actionsToken('acme/shop', { checks: 'write' }))).toBe(201)
  })
})

describe('the manifest flow', () => {
  const manifest = { name: 'Mine', url: 'https://mine.example', default_events: ['issue_comment', 'push'] }

  test('refuses issue_comment without Issues (derive-to/derive#269)', async () => {
    const { github } = await installed()
    const bad = { ...manifest, default_permissions: { contents: 'read', pull_requests: 'write' } as const }
    expect(() => github.submitManifest(bad)).toThrow(
      'Default events are not supported by permissions: issue_comment',
    )
  })

  test('gives key and secrets for a code, once, within an hour', async () => {
    const { github } = await installed()
    const good = { ...manifest, default_permissions: { contents: 'read', issues: 'read' } as const }
    const [code, late] = [github.submitManifest(good), github.submitManifest(good)]
    const convert = (one: string) => send(github, `POST /app-manifests/${one}/conversions`, { token: '' })
    expect(await convert(code)).toMatchObject({
      status: 201,
      body: { slug: 'mine', pem: expect.stringContaining('RSA PRIVATE KEY') },
    })
    expect((await convert(code)).status).toBe(404)
    github.clock.advance(60 * minutes)
    expect((await convert(late)).status).toBe(404)
  })
})
