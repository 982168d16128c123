import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { scratchDirectory } from '../git/scratch.ts'
import { githubForTest } from '../github/client.ts'
import type { GitHub } from '../github/github.ts'
import type { Permissions } from '../github/world.ts'
import { aside, sluiceAside } from './aside.ts'
import { folderWith, root } from './command.ts'

const first = { 'migrations/V1__begin.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\n' }
const blocking = {
  'migrations/V2__index.sql': 'CREATE INDEX orders_status ON orders (status);\n',
  'migrations/V3__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
}
const mended = {
  'migrations/V2__index.sql':
    '-- executeInTransaction=false\nCREATE INDEX CONCURRENTLY orders_status ON orders (status);\n',
}

const workflow = { contents: 'read', pull_requests: 'write', checks: 'write', metadata: 'read' } as const

/** A pull request that blocks, and the command line of a workflow in its repository. */
async function shop({ permissions = workflow as Permissions, policy = '' } = {}) {
  const github = await githubForTest({})
  const repo = github.repository('acme/shop')
  repo.commit({ files: { ...first, ...(policy && { '.github/sluice.yml': policy }) } })
  repo.commit({ branch: 'topic', files: blocking })
  const pull = repo.openPull({ head: 'topic' })
  const token = github.actionsToken('acme/shop', permissions)
  const run = (args: string[] = [], env: Record<string, string> = {}) =>
    sluiceAside(['review', '--pull', 'acme/shop#1', ...args], {
      env: { ...placeOf(github), GITHUB_TOKEN: token, ...env },
    })
  return { github, repo, pull, token, run }
}

const placeOf = (github: GitHub) => ({
  GITHUB_SERVER_URL: new URL(github.url).origin,
  GITHUB_API_URL: github.url,
})

describe('sluice review --pull', () => {
  test('prints the report of a pull request, writes nothing and leaves no folder behind', async () => {
    const { pull, token, github, run } = await shop()
    const temporary = join(scratchDirectory(), 'tmp')
    mkdirSync(temporary)
    const { code, out, err } = await run(['--format', 'json'], { TMPDIR: temporary })
    expect(err).toBe('')
    expect(code).toBe(1)
    const report = JSON.parse(out)
    expect(report.verdict).toBe('block')
    expect(report.findings.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain(
      'postgres/require-concurrent-index',
    )
    expect(readdirSync(temporary).filter((name) => name.startsWith('sluice'))).toEqual([])
    expect(pull.checkRuns).toEqual([])
    expect(github.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('.git/'))).toEqual(
      [],
    )
    expect(out).not.toContain(token)
  })

  test('the address of the pull request does as well; one of another host gets no token', async () => {
    const { github, token } = await shop()
    const env = { ...placeOf(github), GH_TOKEN: token }
    const address = `${placeOf(github).GITHUB_SERVER_URL}/acme/shop/pull/1/files`
    expect(await sluiceAside(['review', '--pull', address], { env })).toMatchObject({ code: 1 })
    const asked = github.requests.length
    const elsewhere = await sluiceAside(['review', '--pull', 'https://evil.example/acme/shop/pull/1'], {
      env,
    })
    expect(elsewhere).toMatchObject({ code: 2, out: '' })
    expect(elsewhere.err).toContain('is not on')
    expect(github.requests.length).toBe(asked)
  })

  test('the head of a fork is read', async () => {
    const { github, repo, run } = await shop()
    const fork = repo.fork('eve')
    fork.commit({ branch: 'patch', files: { 'migrations/V2__drop.sql': 'DROP TABLE orders;\n' } })
    const { number } = repo.openPull({ head: 'eve:patch', by: 'eve' })
    const env = { ...placeOf(github), GITHUB_TOKEN: github.actionsToken('acme/shop', workflow) }
    const { out } = await sluiceAside(['review', '--pull', `acme/shop#${number}`, '--format', 'json'], {
      env,
    })
    expect(JSON.parse(out).changes).toMatchObject([{ kind: 'table-dropped' }])
    expect(run).toBeDefined()
  })

  test('the policy at the tip of the base branch decides, also when the pull request changes it', async () => {
    const { pull, run } = await shop({ policy: 'rules: { "postgres/*": block }\n' })
    pull.push({ files: { '.github/sluice.yml': 'rules: { "postgres/*": off }\n' } })
    expect(await run()).toMatchObject({ code: 1 })
  })

  test('says that it saw no policy of the organisation, as nobody remembers here whether there was one', async () => {
    const { github, repo, run } = await shop()
    repo.setRole('ada', 'read')
    const env = { GITHUB_TOKEN: github.userToken('ada') }
    const noted = async () => JSON.parse((await run(['--format', 'json'], env)).out).assumptions as string[]
    expect(await noted()).toContainEqual(expect.stringContaining('there is no repository acme/.github'))
    github.repository('acme/.github', { roles: { ada: 'read' } })
    expect(await noted()).not.toContainEqual(expect.stringContaining('acme/.github'))
  })

  test('a policy that cannot be used is named by file and line, and nothing is judged', async () => {
    const { pull, run } = await shop({ policy: 'rulez: {}\n' })
    const { code, out, err } = await run(['--post'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('.github/sluice.yml:1:1')
    expect(pull.checkRuns).toMatchObject([{ name: 'Sluice', conclusion: 'failure' }])
  })

  test.each([
    [[], { GITHUB_TOKEN: '' }, 2, 'There is no token'],
    [[], { GITHUB_TOKEN: 'ghs_wrong' }, 2, 'make another'],
    [['--base', 'main'], {}, 2, 'cannot be used with'],
  ])('%j with %j is refused in words', async (args, env, code, words) => {
    const { run } = await shop()
    const ran = await run(args, env)
    expect(ran).toMatchObject({ code, out: '' })
    expect(ran.err).toContain(words)
    expect(ran.err).not.toContain('    at ')
  })

  test.each(['acme/shop', 'acme/shop#0', '../shop#1', 'acme/shop#1;id', 'acme/shop#99'])(
    '%s is refused',
    async (pull) => {
      const { github, token } = await shop()
      const env = { ...placeOf(github), GITHUB_TOKEN: token }
      const { code, err } = await sluiceAside(['review', '--pull', pull], { env })
      expect(code).toBe(2)
      expect(err).not.toContain('bug')
    },
  )

  test('told to stop, it takes its folder away', async () => {
    const { github, token } = await shop()
    const temporary = scratchDirectory()
    const stop = new AbortController()
    github.fail({ path: /info\/refs/, times: 10, with: { slow: 20_000 } })
    const env = { ...placeOf(github), GITHUB_TOKEN: token, TMPDIR: temporary }
    const ran = sluiceAside(['review', '--pull', 'acme/shop#1'], { env, signal: stop.signal })
    const folders = () => readdirSync(temporary).filter((name) => name.startsWith('sluice'))
    await expect
      .poll(() => github.requests.some(({ path }) => path.includes('info/refs')), { timeout: 20_000 })
      .toBe(true)
    expect(folders()).toHaveLength(1)
    stop.abort()
    expect((await ran).code).toBe(143)
    expect(folders()).toEqual([])
  })

  test('GitHub down is told, and is no verdict', async () => {
    const { github, run } = await shop()
    github.fail({ path: /./, times: 100, with: 502 })
    const { code, err } = await run()
    expect(code).toBe(3)
    expect(err).toContain('GitHub answered 502')
  })
})

describe('sluice review --pull --post', () => {
  test('publishes check run and comment; twice is as once; a mended head turns green', async () => {
    const { pull, run } = await shop()
    expect(await run(['--post'])).toMatchObject({ code: 1, err: '' })
    expect(pull.checkRuns).toMatchObject([{ name: 'Sluice', status: 'completed', conclusion: 'failure' }])
    expect(pull.checkRuns[0]?.annotations.length).toBeGreaterThan(0)
    expect(pull.comments).toHaveLength(1)
    const [said] = pull.comments.map(({ body }) => body)
    expect(said).toContain('require-concurrent-index')
    expect(said).not.toContain('/sluice help')

    await run(['--post'])
    expect(pull.checkRuns).toHaveLength(1)
    expect(pull.comments).toHaveLength(1)
    const reviews = pull.reviews.length
    expect(reviews).toBe(1)
    expect(pull.threads[0]?.body).toContain('```suggestion')

    pull.push({ files: mended })
    const green = await run(['--post', '--format', 'json'])
    expect(green.err).toBe('')
    expect(JSON.parse(green.out).verdict).not.toBe('block')
    expect(pull.checkRuns).toMatchObject([{ conclusion: 'success' }])
    expect(pull.comments).toHaveLength(1)
    expect(pull.comments[0]?.body).not.toBe(said)
    expect(pull.reviews.length).toBeGreaterThanOrEqual(reviews)
  })

  test('a read-only token, as forks get it: the report is printed, the App is named, the verdict stays', async () => {
    const permissions = { contents: 'read', pull_requests: 'read', checks: 'read', metadata: 'read' } as const
    const { pull, run } = await shop({ permissions })
    const { code, out, err } = await run(['--post'])
    expect(code).toBe(1)
    expect(out).toContain('BLOCK')
    expect(err).toContain('check run could not be posted')
    expect(err).toContain('install the App')
    expect(pull.checkRuns).toEqual([])
    expect(pull.comments).toEqual([])
  })

  test('a personal token still posts the comment', async () => {
    const { github, repo, pull, run } = await shop()
    repo.setRole('ada', 'write')
    const { code, err } = await run(['--post'], { GITHUB_TOKEN: github.userToken('ada') })
    expect(code).toBe(1)
    expect(err).toContain('check run could not be posted')
    expect(pull.comments).toMatchObject([{ body: expect.stringContaining('require-concurrent-index') }])
    await run(['--post'], { GITHUB_TOKEN: github.userToken('ada') })
    expect(pull.comments).toHaveLength(1)
  })

  test.each(['check-runs', 'comments', 'reviews'])(
    'an answer to %s that got lost makes nothing twice',
    async (what) => {
      const { github, pull, run } = await shop()
      github.fail({ method: 'POST', path: new RegExp(`/${what}$`), times: 1, with: 'drop-after' })
      const { code, err } = await run(['--post'])
      expect(code).toBe(1)
      expect(err).toContain('could not be posted')
      expect(await run(['--post'])).toMatchObject({ code: 1, err: '' })
      expect([pull.checkRuns.length, pull.comments.length, pull.reviews.length]).toEqual([1, 1, 1])
    },
  )

  test('a run of its name that is of another App, or says something else, is no answer', async () => {
    const { github, pull, token, run } = await shop()
    await run(['--post'])
    const [own] = pull.checkRuns
    const forge = (secret: string, body: object) =>
      fetch(`${github.url}/repos/acme/shop/check-runs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          name: 'Sluice',
          head_sha: pull.headSha,
          external_id: own?.externalId,
          ...body,
        }),
      })
    const words = { title: own?.title, summary: own?.summary }
    expect((await forge(token, { conclusion: 'success', output: words })).status).toBe(201)
    await run(['--post'])
    expect(pull.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success', 'failure'])

    const other = github.otherApp('Forger', 'acme', { checks: 'write', metadata: 'read' })
    pull.push({ files: { 'README.md': '# Shop\n' } })
    expect((await forge(other.token, { conclusion: 'failure', output: words })).status).toBe(201)
    await run(['--post'])
    expect(pull.checkRuns).toHaveLength(2)
    await run(['--post'])
    expect(pull.checkRuns).toHaveLength(2)
  })

  test('a draft gets the check run alone', async () => {
    const { pull, run } = await shop()
    pull.setDraft(true)
    await run(['--post'])
    expect(pull.checkRuns).toHaveLength(1)
    expect(pull.comments).toEqual([])
  })

  test('a closed pull request gets nothing, and that is said', async () => {
    const { pull, run } = await shop()
    pull.close()
    const { code, err } = await run(['--post'])
    expect(code).toBe(1)
    expect(err).toContain('nothing was posted')
    expect(pull.checkRuns).toEqual([])
  })

  test('without --pull it is refused', async () => {
    expect(await sluiceAside(['review', '--post'])).toMatchObject({ code: 2, out: '' })
  })
})

describe('action.yml', () => {
  const { runs } = load(readFileSync(join(root, 'action.yml'), 'utf8')) as {
    runs: { steps: { run: string }[] }
  }
  const script = runs.steps.at(-1)?.run ?? ''

  /** The step as a runner starts it. */
  const step = (github: GitHub, env: Record<string, string>) =>
    aside(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      env: {
        ...placeOf(github),
        GITHUB_ACTION_PATH: root,
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_EVENT_NAME: 'pull_request',
        SLUICE_PULL: '1',
        SLUICE_POST: 'true',
        SLUICE_FAIL_ON: 'block',
        SLUICE_FORMAT: 'github',
        SLUICE_PLAN: '',
        SLUICE_INFRACOST: '',
        ...env,
      },
    })

  test('posts, annotates and fails the step', async () => {
    const { github, pull, token } = await shop()
    const { code, out, err } = await step(github, { GITHUB_TOKEN: token })
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain('::error file=migrations/V2__index.sql')
    expect(pull.checkRuns).toHaveLength(1)
  })

  test('post: false writes nothing, fail-on: never lets the step pass', async () => {
    const { github, pull, token } = await shop()
    const env = { GITHUB_TOKEN: token, SLUICE_POST: 'false', SLUICE_FAIL_ON: 'never' }
    expect(await step(github, env)).toMatchObject({ code: 0 })
    expect(pull.checkRuns).toEqual([])
  })

  test('plans are given on, one a line, with the root they are of', async () => {
    const { github, token } = await shop()
    const folder = folderWith({ 'a b.json': '{}', 'c.json': '{}' })
    const { out } = await step(github, {
      ...{ GITHUB_TOKEN: token, SLUICE_POST: 'false', SLUICE_FORMAT: 'json' },
      SLUICE_PLAN: `${folder}/a b.json\ninfra/prod=${folder}/c.json\n`,
    })
    const names = JSON.parse(out).coverage.files.map(({ path }: { path: string }) => path)
    expect(names).toEqual(expect.arrayContaining(['a b.json', 'c.json']))
  })

  test('another event says what to do; an input is never run', async () => {
    const { github, token } = await shop()
    const { code, out } = await step(github, {
      GITHUB_TOKEN: token,
      SLUICE_PULL: '',
      GITHUB_EVENT_NAME: 'push',
    })
    expect(code).toBe(2)
    expect(out).toContain('::error title=Sluice::This event (push)')
    const hostile = await step(github, { GITHUB_TOKEN: token, SLUICE_FORMAT: 'json; echo run $(id)' })
    expect(hostile).toMatchObject({ code: 2, out: '' })
  })
})
