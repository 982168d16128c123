import { describe, expect, test } from 'vitest'
import { artifactsOfCommit, downloadArtifact, hasArtifact } from '../../../src/github/read.ts'
import { zip } from '../zip.ts'
import { asked, withPull } from './edge.ts'

const plan = { 'plan.json': '{}' }
const prefix = 'sluice-plan'

async function withRuns(
  ...runs: Parameters<Awaited<ReturnType<typeof withPull>>['repo']['runWorkflow']>[0][]
) {
  const around = await withPull()
  const ids = runs.map((run) => around.repo.runWorkflow({ branch: 'topic', ...run }))
  const found = () => artifactsOfCommit(around.client, around.at, { head: around.pull.headSha, prefix })
  return { ...around, ids, found }
}

describe('artifacts of a commit', () => {
  test('are those whose names begin so, of runs for exactly this commit', async () => {
    const { found, ids } = await withRuns(
      { name: 'plan', artifacts: { 'sluice-plan-prod': plan, 'sluice-plan': plan, coverage: plan } },
      { name: 'plan', branch: 'main', artifacts: { 'sluice-plan-other': plan } },
    )
    const run = { id: ids[0], workflow: '.github/workflows/plan.yml', isOfFork: false }
    expect(await found()).toMatchObject({
      artifacts: [
        { name: 'sluice-plan', isExpired: false, run },
        { name: 'sluice-plan-prod', isExpired: false, run },
      ],
      isCut: false,
    })
  })

  test('are of the newest run of a workflow that came to its end, be it without any', async () => {
    const { found, repo, ids } = await withRuns(
      { name: 'plan', artifacts: { 'sluice-plan': plan } },
      { name: 'plan', artifacts: { 'sluice-plan': plan } },
      { name: 'plan', conclusion: 'cancelled' },
      { name: 'tests' },
    )
    expect((await found()).artifacts.map(({ run }) => run.id)).toEqual([ids[1]])
    repo.runWorkflow({ name: 'plan', branch: 'topic', conclusion: 'failure' })
    expect((await found()).artifacts).toEqual([])
  })

  test('of several workflows under one name, the newest counts', async () => {
    const { found, ids } = await withRuns(
      { name: 'plan', artifacts: { 'sluice-plan': plan } },
      { name: 'other', artifacts: { 'sluice-plan': plan } },
    )
    expect((await found()).artifacts.map(({ run }) => run.id)).toEqual([ids[1]])
  })

  test('where there are more workflows than are looked at, that is told', async () => {
    const runs = Array.from({ length: 31 }, (_, n) => ({
      name: `w${n}`,
      artifacts: { [`sluice-plan-${n}`]: plan },
    }))
    const { found } = await withRuns(...runs)
    const { artifacts, isCut } = await found()
    expect([artifacts.length, isCut]).toEqual([30, true])
  })

  test('of a run for a fork are known as such', async () => {
    const { repo, client, at } = await withPull()
    const fork = repo.fork('eve')
    const head = fork.commit({ branch: 'theirs', files: { 'a.sql': '' } })
    repo.runWorkflow({ name: 'plan', branch: 'theirs', of: fork, artifacts: { 'sluice-plan': plan } })
    const { artifacts } = await artifactsOfCommit(client, at, { head, prefix })
    expect(artifacts).toMatchObject([{ run: { isOfFork: true } }])
  })

  test('are there or not, for one run', async () => {
    const { client, at, ids } = await withRuns(
      { name: 'plan', artifacts: { 'sluice-plan': plan } },
      { name: 'tests', artifacts: { coverage: plan } },
    )
    const answers = await Promise.all(ids.map((run) => hasArtifact(client, at, { run, prefix })))
    expect(answers).toEqual([true, false])
  })
})

describe('a download', () => {
  const mostBytes = 1000
  async function withArtifact(content: Buffer, keptDays = 1) {
    const around = await withRuns({ name: 'plan', keptDays, artifacts: { 'sluice-plan': content } })
    const [artifact] = (await around.found()).artifacts
    const download = () => downloadArtifact(around.client, around.at, { id: artifact?.id ?? 0, mostBytes })
    return { ...around, artifact, download }
  }

  test('comes from another host, which refuses who shows it our token', async () => {
    const content = zip(plan)
    const { download, github } = await withArtifact(content)
    expect(await download()).toEqual({ zip: content })
    expect(asked(github, 'GET', /\/zip$/)).toBe(1)
  })

  test('is ended where it is longer than is taken', async () => {
    const { download } = await withArtifact(Buffer.alloc(1001))
    expect(await download()).toEqual({ refused: 'it is larger than GitHub said' })
  })

  test('of one that has expired fails, as its listing says', async () => {
    const { download, artifact } = await withArtifact(zip(plan), 0)
    expect(artifact?.isExpired).toBe(true)
    await expect(download()).rejects.toMatchObject({ status: 410 })
  })

  test('of a repository that was renamed fails, and nobody else is asked', async () => {
    const { download, repo } = await withArtifact(zip(plan))
    repo.rename('store')
    await expect(download()).rejects.toMatchObject({ status: 301 })
  })
})
