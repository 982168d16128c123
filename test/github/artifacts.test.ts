import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { githubForTest, listener, send } from './client.ts'
import { days, minutes } from './clock.ts'

async function uploaded() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': '' } })
  const { heard, url } = await listener()
  github.connect(url)
  const run = repo.runWorkflow({
    name: 'plan',
    artifacts: { plan: { 'plan.json': '{"é":1}', 'b/c.txt': 'c' } },
  })
  await github.settled()
  const list = `GET /repos/acme/shop/actions/runs/${run}/artifacts`
  const { body } = await send<{ artifacts: { id: number }[] }>(github, list)
  const download = () => send(github, `GET /repos/acme/shop/actions/artifacts/${body.artifacts[0]?.id}/zip`)
  return { github, heard, run, download, body }
}

test('a finished workflow is told of, and its artifacts are zip files on another host', async () => {
  const { heard, run, download, body } = await uploaded()
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ action: 'completed', workflow_run: { id: run } })
  expect(body).toMatchObject({ total_count: 1, artifacts: [{ name: 'plan', expired: false }] })
  const redirect = await download()
  const location = redirect.headers.get('location') ?? ''
  expect(redirect.status).toBe(302)
  const zip = Buffer.from(await (await fetch(location)).arrayBuffer())
  const directory = mkdtempSync(join(tmpdir(), 'zip-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  writeFileSync(join(directory, 'plan.zip'), zip)
  const unzip = (...args: string[]) => execFileSync('unzip', args, { cwd: directory }).toString()
  expect(unzip('-tq', 'plan.zip')).toContain('No errors')
  expect(unzip('-p', 'plan.zip', 'plan.json')).toBe('{"é":1}')
  expect((await fetch(location, { headers: { authorization: 'Bearer x' } })).status).toBe(403)
})

test('the link is good for a minute, the artifact for 90 days', async () => {
  const { github, download } = await uploaded()
  const location = (await download()).headers.get('location') ?? ''
  github.clock.advance(minutes + 1)
  expect((await fetch(location)).status).toBe(403)
  github.clock.advance(90 * days)
  expect((await download()).status).toBe(410)
})

test('runs are listed by commit, the newest first; those of one workflow share its number', async () => {
  const { github, run } = await uploaded()
  const repo = github.repository('acme/shop')
  const fork = repo.fork('eve')
  const commit = fork.commit({ branch: 'topic', files: { 'b.sql': '' } })
  const [first, second] = [0, 1].map(() => repo.runWorkflow({ name: 'plan', branch: 'topic', of: fork }))
  const list = `GET /repos/acme/shop/actions/runs?head_sha=${commit}&status=completed`
  const { body } = await send<{ workflow_runs: object[] }>(github, list)
  expect(body.workflow_runs).toMatchObject([
    { id: second, workflow_id: 1, head_sha: commit, head_repository: { id: fork.id }, pull_requests: [] },
    { id: first, workflow_id: 1 },
  ])
  expect([first, second]).not.toContain(run)
})

test('without the permission runs are out of sight', async () => {
  const { github } = await uploaded()
  github.installation('acme').setPermissions({ contents: 'read', metadata: 'read' })
  expect((await send(github, 'GET /repos/acme/shop/actions/runs')).status).toBe(403)
})
