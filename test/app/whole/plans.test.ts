import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src/store/database.ts'
import { git } from '../../github/git.ts'
import type { Permissions } from '../../github/world.ts'
import { onEveryEngine } from './engines.ts'
import type { RunningApp } from './running-app.ts'
import { checks, latest, plainIndex, type ShopOptions, summary } from './shop.ts'

const folder = resolve(import.meta.dirname, '../../../fixtures/plans/db-password-in-clear')
const json = readFileSync(join(folder, 'plan.json'), 'utf8')
const text = readFileSync(join(folder, 'plan.txt'), 'utf8')
/** Stands in the plan, and nowhere in the code. */
const canary = 'FAKE-example-password-0001'

function codeAt(side: 'base' | 'head'): Record<string, string> {
  const names = readdirSync(join(folder, side))
  return Object.fromEntries(
    names.map((name) => [`infra/${name}`, readFileSync(join(folder, side, name), 'utf8')]),
  )
}

const noPlan = 'no plan: no workflow uploaded an artifact named sluice-plan or sluice-plan-… for this commit'
const workflow = '.github/workflows/plan.yml'

onEveryEngine((whole) => {
  function proposed(options: ShopOptions = {}, files = codeAt('head')) {
    const shop = whole().shop({ ...options, files: { ...codeAt('base'), ...options.files } })
    const pull = shop.propose(files, { head: 'topic' })
    const plan = (run: Partial<Parameters<typeof shop.repo.runWorkflow>[0]>) =>
      shop.repo.runWorkflow({ name: 'plan', branch: 'topic', ...run })
    return { ...shop, pull, plan }
  }

  describe('a pull request that changes Terraform', () => {
    test('is judged by its code, and again once a workflow has made a plan of its head', async () => {
      const { github, rest } = whole()
      const { pull, plan } = proposed()
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(1)
      expect(said(pull)).toContain(noPlan)
      expect(inClear(pull)).toEqual([])

      plan({ name: 'tests', artifacts: { coverage: { 'a.json': '{}' } } })
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(1)

      plan({ artifacts: { 'sluice-plan-prod': { 'plan.json': json } } })
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(2)
      expect(latest(pull)).toMatchObject({ conclusion: 'failure' })
      expect(inClear(pull)).toEqual(
        expect.arrayContaining([
          ['infra/main.tf', 41],
          ['infra/main.tf', 51],
        ]),
      )
      expect(said(pull)).not.toContain(noPlan)
      expect(said(pull)).toContain('sluice-plan-prod')
    })

    test('finds the plan that was there before it was looked at, also when asked again', async () => {
      const { github, rest } = whole()
      const { repo } = whole().shop({ files: codeAt('base') })
      repo.commit({ branch: 'topic', files: codeAt('head') })
      repo.runWorkflow({ name: 'plan', branch: 'topic', artifacts: { 'sluice-plan': { 'plan.json': json } } })
      const pull = repo.openPull({ head: 'topic' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect(inClear(pull).length).toBeGreaterThan(0)
      pull.comment('/sluice recheck', 'bob')
      await rest()
      expect(inClear(pull).length).toBeGreaterThan(0)
    })

    test('that was closed while its plan was made is judged with it once it is opened again', async () => {
      const { rest } = whole()
      const { pull, plan } = proposed()
      await rest()
      pull.close()
      await rest()
      plan({ artifacts: { 'sluice-plan': { 'plan.json': json } } })
      await rest()
      expect(said(pull)).toContain(noPlan)
      pull.reopen()
      await rest()
      expect(said(pull)).not.toContain(noPlan)
      expect(inClear(pull).length).toBeGreaterThan(0)
    })

    test('is judged once more in the merge queue, with the plan of the commit there', async () => {
      const { github, rest } = whole()
      const { repo, pull } = proposed()
      repo.protect({ checks: [{ context: 'Sluice', appId: github.app.id }], mergeQueue: true })
      await rest()
      expect(latest(pull).conclusion).toBe('success')
      github.hold()
      pull.enqueue()
      const [branch = ''] = git(repo.directory, [
        'branch',
        '--list',
        '--format=%(refname:short)',
        'gh-readonly-queue/*',
      ])
        .trim()
        .split('\n')
      repo.runWorkflow({
        ...{ name: 'plan', branch, event: 'merge_group' },
        artifacts: { 'sluice-plan': { 'plan.json': json } },
      })
      const commit = repo.tip(branch) ?? ''
      await github.deliver()
      await rest()
      expect(checks(github, commit)).toContain('failure')
      expect(pull.merged).toBe(false)
    })

    test('takes no plan of another commit', async () => {
      const { github, rest } = whole()
      const { pull, plan } = proposed()
      const old = pull.headSha
      pull.push({ files: { 'infra/more.tf': 'locals {}\n' } })
      await rest()
      plan({ sha: old, artifacts: { 'sluice-plan': { 'plan.json': json } } })
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(1)
      expect(said(pull)).toContain(noPlan)
      plan({ artifacts: { 'sluice-plan': { 'plan.json': json } } })
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(2)
      expect(said(pull)).not.toContain(noPlan)
    })

    test('of a fork gets its plan too, and is told whose it is', async () => {
      const { github, rest } = whole()
      const { repo } = whole().shop({ files: codeAt('base') })
      const fork = repo.fork('eve')
      fork.commit({ branch: 'theirs', files: codeAt('head'), by: 'eve' })
      const pull = repo.openPull({ head: 'eve:theirs', by: 'eve' })
      await rest()
      repo.runWorkflow({
        ...{ name: 'plan', branch: 'theirs', of: fork },
        artifacts: { 'sluice-plan': { 'plan.json': json } },
      })
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(2)
      expect(inClear(pull).length).toBeGreaterThan(0)
      expect(said(pull)).toContain('sluice-plan comes from a run for a fork')
    })

    test('that edits the workflow which makes the plan is told so', async () => {
      const { rest } = whole()
      const { pull, plan } = proposed({}, { ...codeAt('head'), [workflow]: 'on: pull_request\n' })
      plan({ artifacts: { 'sluice-plan': { 'plan.json': json } } })
      await rest()
      expect(said(pull)).toContain(`sluice-plan was made by ${workflow}, which this change edits`)
    })

    test('takes several plans, and text where there is no JSON beside it', async () => {
      const { rest } = whole()
      const { pull, plan } = proposed()
      const both = { 'plan.json': json, 'plan.txt': text, tfplan: 'PK' }
      plan({ artifacts: { 'sluice-plan-a': both, 'sluice-plan-b': { 'plan.txt': text } } })
      await rest()
      expect(said(pull)).toContain('sluice-plan-a/plan.json')
      expect(said(pull)).not.toContain('sluice-plan-a/plan.txt')
      expect(said(pull)).toContain('sluice-plan-b/plan.txt')
      expect(said(pull)).not.toContain('tfplan')
    })
  })

  describe('a plan that cannot be had', () => {
    const bomb = Buffer.alloc(65 * 1024 ** 2, ' ')
    test.each([
      ['no zip', Buffer.from('no zip'), 'it is not a zip that can be read'],
      ['a bomb', { 'plan.json': bomb }, 'it has 65 MiB, and files over 64 MiB are not read'],
      ['nothing', { tfplan: 'PK' }, 'the artifact holds no .json and no .txt file'],
      ['no plan', { 'plan.json': '{"a":1}' }, 'This is JSON, but not a plan'],
    ])('as it is %s is told, and the code is judged', async (_, content, why) => {
      const { github, rest } = whole()
      const { pull, plan } = proposed({}, { ...codeAt('head'), ...plainIndex })
      await rest()
      plan({ artifacts: { 'sluice-plan': content } })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure', 'failure'])
      expect(said(pull)).toContain(why)
      expect(latest(pull).annotations).toContainEqual(
        expect.objectContaining({ path: 'migrations/0002_index.sql', annotation_level: 'failure' }),
      )
    })

    test('as it has expired is told', async () => {
      const { rest } = whole()
      const { pull, plan } = proposed()
      plan({ keptDays: 0, artifacts: { 'sluice-plan': { 'plan.json': json } } })
      await rest()
      expect(said(pull)).toContain('the artifact has expired: run its workflow again')
    })

    test('as the App may not see workflows is told, and costs no more than that', async () => {
      const { github, rest } = whole()
      const shop = whole().shop({ files: codeAt('base') })
      const { actions: _, ...permissions } = usual
      github.installation(shop.owner).setPermissions(permissions)
      const pull = shop.propose(codeAt('head'), { head: 'topic' })
      await rest()
      expect(said(pull)).toContain(
        'Sluice may not see the workflows of this repository (permission actions: read)',
      )
      shop.repo.runWorkflow({
        name: 'plan',
        branch: 'topic',
        artifacts: { 'sluice-plan': { 'plan.json': json } },
      })
      await rest()
      expect(checks(github, pull.headSha)).toHaveLength(1)
    })
  })

  test('where no Terraform changes, nobody is asked for plans', async () => {
    const { github, rest } = whole()
    const { pull, owner } = proposed({}, plainIndex)
    await rest()
    expect(checks(github, pull.headSha)).toEqual(['failure'])
    expect(said(pull)).not.toContain('no plan')
    const asked = github.requests.filter(({ path }) => path.startsWith(`/repos/${owner}/shop/actions/`))
    expect(asked).toEqual([])
  })

  // The App is stopped by it.
  test('no secret of any plan is in the store, the log, or what was asked of GitHub', async () => {
    const { github, app, rest, audit } = whole()
    const { pull, plan } = proposed()
    const cut = json.slice(0, json.lastIndexOf(canary) + canary.length + 5)
    plan({
      artifacts: {
        'sluice-plan-a': { 'plan.json': json },
        'sluice-plan-b': { 'plan.txt': text },
        'sluice-plan-c': { 'plan.json': cut, [`${canary}.bin`]: '' },
        'sluice-plan-d': { 'plan.json': `${canary}\n${json}` },
      },
    })
    await rest()
    expect(inClear(pull).length).toBeGreaterThan(0)
    for (const name of ['a', 'b', 'c', 'd']) expect(said(pull)).toContain(`sluice-plan-${name}/plan.`)
    expect(canaries(JSON.stringify(github.requests))).toBe(0)
    expect(canaries(app.output())).toBe(0)
    const { said: verified, entries } = await audit()
    expect(canaries(verified + JSON.stringify(entries))).toBe(0)
    const rows = await everyRow(app)
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.join('\n')).toContain('sensitive-in-clear')
    expect(canaries(rows.join('\n'))).toBe(0)
  })
})

/** What the App of the simulator is granted. */
const usual: Permissions = {
  ...{ metadata: 'read', contents: 'read', pull_requests: 'write', checks: 'write', merge_queues: 'read' },
  ...{ members: 'read', actions: 'read', issues: 'read' },
}

type Pull = Parameters<typeof latest>[0]

const said = (pull: Pull) => [latest(pull).summary, latest(pull).text, summary(pull)].join('\n')

/** Where values in clear are found. */
function inClear(pull: Pull): [path: string, line: number][] {
  const found = latest(pull).annotations as readonly { path: string; start_line: number; title: string }[]
  return found
    .filter(({ title }) => /sensitive-in-clear|in clear/.test(title))
    .map((one) => [one.path, one.start_line])
}

const canaries = (where: string) =>
  [canary, Buffer.from(canary).toString('base64')].filter((each) => where.includes(each)).length

/** Every row of every table of the store, as text. */
async function everyRow({
  environment: { DATABASE_URL: url, SLUICE_DATA: data = '' },
}: RunningApp): Promise<string[]> {
  const database = await openDatabase(url === undefined ? { directory: join(data, 'store') } : { url })
  try {
    const tables = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'sluice'`,
    )
    const rows = await Promise.all(
      tables.map(({ name }) => database.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)),
    )
    return rows.flat().map(({ row }) => row)
  } finally {
    await database.close()
  }
}
