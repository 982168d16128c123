import { createHash } from 'node:crypto'
import { type Answer, type Call, found, type Operations, ok, Refusal, repositoryOf } from './answer.ts'
import { repositoryUrl } from './bodies/repository.ts'
import { workflowRunBody } from './bodies/workflow-run.ts'
import { days, minutes } from './clock.ts'
import { nodeId } from './ids.ts'
import { counted } from './paging.ts'
import type { Artifact, WorkflowRun, World } from './world.ts'

export const artifacts: Operations = {
  'actions/list-workflow-runs-for-repo': {
    needs: [{ actions: 'read' }],
    handle: listRuns,
  },
  'actions/get-workflow-run': {
    needs: [{ actions: 'read' }],
    handle: (call) => ok(workflowRunBody(call.world, runOf(call))),
  },
  'actions/list-workflow-run-artifacts': {
    needs: [{ actions: 'read' }],
    handle: (call) => {
      const run = runOf(call)
      return listArtifacts(call, [run])
    },
  },
  'actions/list-artifacts-for-repo': {
    needs: [{ actions: 'read' }],
    handle: (call) => listArtifacts(call, repositoryOf(call).workflowRuns),
  },
  'actions/get-artifact': {
    needs: [{ actions: 'read' }],
    handle: (call) => {
      const { run, artifact } = artifactOf(call)
      return ok(artifactBody(call.world, run, artifact))
    },
  },
  'actions/download-artifact': { needs: [{ actions: 'read' }], handle: download },
}

const expiryOf = ({ createdAt, keptDays }: Artifact) => createdAt + keptDays * days
const isExpired = ({ clock }: World, artifact: Artifact) => clock.now() >= expiryOf(artifact)

/** The newest first. Every run here is complete. */
function listRuns(call: Call): Answer {
  const [sha, status, event] = ['head_sha', 'status', 'event'].map((name) => call.query.get(name))
  const all = repositoryOf(call).workflowRuns.filter(
    (run) =>
      (sha === null || run.headSha === sha) &&
      (status === null || ['completed', run.conclusion].includes(status ?? '')) &&
      (event === null || run.event === event),
  )
  return counted(call, 'workflow_runs', all.toReversed(), (run) => workflowRunBody(call.world, run))
}

function runOf(call: Call): WorkflowRun {
  const id = Number(call.params.run_id)
  return found(repositoryOf(call).workflowRuns.find((one) => one.id === id))
}

function artifactOf(call: Call): { run: WorkflowRun; artifact: Artifact } {
  const id = Number(call.params.artifact_id)
  const all = repositoryOf(call).workflowRuns.flatMap((run) =>
    run.artifacts.map((artifact) => ({ run, artifact })),
  )
  return found(all.find(({ artifact }) => artifact.id === id))
}

function listArtifacts(call: Call, runs: readonly WorkflowRun[]): Answer {
  const name = call.query.get('name')
  const all = runs
    .flatMap((run) => run.artifacts.map((artifact) => ({ run, artifact })))
    .filter(({ artifact }) => name === null || artifact.name === name)
  return counted(call, 'artifacts', all, ({ run, artifact }) => artifactBody(call.world, run, artifact))
}

function artifactBody(world: World, run: WorkflowRun, artifact: Artifact) {
  const { id, name, zip, createdAt } = artifact
  const url = `${repositoryUrl(world, run.repository)}/actions/artifacts/${id}`
  const at = world.clock.iso(createdAt)
  return {
    id,
    node_id: nodeId('MDg6QXJ0aWZhY3Q', id),
    name,
    size_in_bytes: zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(world, artifact),
    created_at: at,
    updated_at: at,
    expires_at: world.clock.iso(expiryOf(artifact)),
    digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
    workflow_run: {
      id: run.id,
      repository_id: run.repository.id,
      head_repository_id: run.headRepository.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  }
}

/** A redirect to blob storage on another host, good for one minute; 410 once the artifact is gone. */
function download({ world, ...call }: Call): Answer {
  const { artifact } = artifactOf({ world, ...call })
  if (call.params.archive_format !== 'zip') throw new Refusal(415, 'Must accept zip')
  if (isExpired(world, artifact)) throw new Refusal(410, 'Artifact has expired')
  const until = world.clock.now() + minutes
  return { status: 302, headers: { location: `${world.urls.storage}/${artifact.id}.zip?se=${until}` } }
}

/** The blob storage: it knows no GitHub tokens, and refuses a request that carries one. */
export function storedBlob(world: World, url: URL, authorization: string | undefined): Buffer | undefined {
  const id = Number.parseInt(url.pathname.slice(1), 10)
  const late = Number(url.searchParams.get('se')) < world.clock.now()
  if (late || authorization !== undefined) return undefined
  const all = world.repositories.flatMap(({ workflowRuns }) => workflowRuns.flatMap((run) => run.artifacts))
  return all.find((one) => one.id === id)?.zip
}
