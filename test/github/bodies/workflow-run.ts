import { nodeId } from '../ids.ts'
import type { WorkflowRun, World } from '../world.ts'
import { accountBody } from './account.ts'
import { simpleCommitBody } from './commit.ts'
import { pullsWithHead } from './pull.ts'
import { pageUrl, repositoryBody, repositoryUrl } from './repository.ts'

export function workflowRunBody(world: World, run: WorkflowRun) {
  const {
    id,
    name,
    number,
    repository,
    headSha,
    headBranch,
    event,
    conclusion,
    actor,
    createdAt,
    headRepository,
  } = run
  const url = `${repositoryUrl(world, repository)}/actions/runs/${id}`
  return {
    id,
    name,
    node_id: nodeId('WFR', id),
    head_branch: headBranch,
    head_sha: headSha,
    path: `.github/workflows/${name}.yml`,
    display_title: name,
    run_number: number,
    run_attempt: 1,
    event,
    status: 'completed',
    conclusion,
    workflow_id: run.workflow,
    check_suite_id: id,
    check_suite_node_id: nodeId('CS', id),
    url,
    html_url: `${pageUrl(world, repository)}/actions/runs/${id}`,
    pull_requests: headRepository === repository ? pullsWithHead(world, repository, headSha) : [],
    created_at: createdAt,
    updated_at: createdAt,
    run_started_at: createdAt,
    actor: accountBody(world, actor),
    triggering_actor: accountBody(world, actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(world, repository)}/check-suites/${id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(world, repository)}/actions/workflows/${run.workflow}`,
    head_commit: simpleCommitBody(headRepository, headSha),
    repository: repositoryBody(world, repository),
    head_repository: repositoryBody(world, headRepository),
    referenced_workflows: [],
  }
}

export function workflowBody(world: World, { name, workflow, repository, createdAt }: WorkflowRun) {
  const path = `.github/workflows/${name}.yml`
  return {
    id: workflow,
    node_id: nodeId('W', workflow),
    name,
    path,
    state: 'active',
    created_at: createdAt,
    updated_at: createdAt,
    url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow}`,
    html_url: `${pageUrl(world, repository)}/blob/${repository.defaultBranch}/${path}`,
    badge_url: `${pageUrl(world, repository)}/workflows/${name}/badge.svg`,
  }
}
