import { conclusionOf, latestRuns, statusOf } from '../check-state.ts'
import { commitAt } from '../git.ts'
import { nodeId } from '../ids.ts'
import type { CheckRun, CheckSuite, World } from '../world.ts'
import { appBody } from './app.ts'
import { simpleCommitBody } from './commit.ts'
import { pullsWithHead } from './pull.ts'
import { pageUrl, repositoryBody, repositoryUrl } from './repository.ts'

export function checkRunBody(world: World, run: CheckRun) {
  const { suite } = run
  const { repository, headSha } = suite
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    head_sha: headSha,
    name: run.name,
    external_id: run.externalId,
    url,
    html_url: `${pageUrl(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: suite.id },
    app: appBody(world, suite.app),
    pull_requests: pullsWithHead(world, repository, headSha),
  }
}

/** In webhooks the suite comes along. */
export function checkRunInWebhook(world: World, run: CheckRun) {
  const {
    check_runs_url: _,
    latest_check_runs_count: __,
    head_commit: ___,
    ...suite
  } = checkSuiteBody(world, run.suite)
  return { ...checkRunBody(world, run), check_suite: suite }
}

export function checkSuiteBody(world: World, suite: CheckSuite) {
  const { id, repository, headSha, headBranch, app, createdAt } = suite
  const url = `${repositoryUrl(world, repository)}/check-suites/${id}`
  const runs = latestRuns(repository, ({ suite: one }) => one === suite)
  const before = commitAt(repository.directory, `${headSha}^`) ?? '0'.repeat(40)
  return {
    id,
    node_id: nodeId('CS', id),
    head_branch: headBranch,
    head_sha: headSha,
    status: statusOf(runs),
    conclusion: conclusionOf(runs),
    url,
    before,
    after: headSha,
    pull_requests: pullsWithHead(world, repository, headSha),
    app: appBody(world, app),
    created_at: createdAt,
    updated_at: createdAt,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: simpleCommitBody(repository, headSha),
  }
}

export const suiteWithRepository = (world: World, suite: CheckSuite) => ({
  ...checkSuiteBody(world, suite),
  repository: repositoryBody(world, suite.repository),
})
