import type { Client } from './app-client.ts'
import { at, type Repo } from './pull.ts'

/** What a run of a workflow uploaded for a commit. */
export interface Artifact {
  readonly id: number
  readonly name: string
  /** Of the zip. */
  readonly bytes: number
  readonly isExpired: boolean
  readonly run: WorkflowRun
}

/** A run that is over. */
export interface WorkflowRun {
  readonly id: number
  /** Path of the workflow's file. */
  readonly workflow: string
  /** The commit it ran for is a fork's. */
  readonly isOfFork: boolean
}

export interface ArtifactsOfCommit {
  /** Of several of one name the newest, by name. */
  readonly artifacts: readonly Artifact[]
  /** There are more runs of this commit than were looked at. */
  readonly isCut: boolean
}

/** A commit has a run for each workflow and event; each is a request. */
const mostRuns = 30
/** A hundred artifacts each: what a pull request's workflow uploads is without end. */
const mostPages = 5

/**
 * What workflows uploaded for exactly this commit under names with this beginning: of each workflow and event the newest run that came to
 * its end.
 */
export async function artifactsOfCommit(
  client: Client,
  repo: Repo,
  { head, prefix }: { readonly head: string; readonly prefix: string },
): Promise<ArtifactsOfCommit> {
  const question = { ...at(repo), head_sha: head, status: 'completed', per_page: 100 } as const
  const { data } = await client.rest.actions.listWorkflowRunsForRepo(question)
  const newest = new Map<string, (typeof data.workflow_runs)[number]>()
  for (const run of data.workflow_runs) {
    const key = `${run.workflow_id} ${run.event}`
    // The answer is checked, as a plan of another commit would be judged as this one's.
    if (run.head_sha !== head || endless.has(run.conclusion ?? '')) continue
    if ((newest.get(key)?.id ?? 0) < run.id) newest.set(key, run)
  }
  const runs = [...newest.values()].sort((a, b) => b.id - a.id)
  const listed = await Promise.all(
    runs.slice(0, mostRuns).map((run) => {
      const isOfFork = run.head_repository?.id !== run.repository.id
      return artifactsOfRun(client, repo, {
        prefix,
        run: { id: run.id, workflow: run.path.replace(/@.*$/, ''), isOfFork },
      })
    }),
  )
  const isCut = runs.length > mostRuns || data.total_count > data.workflow_runs.length
  return { artifacts: newestByName(listed.flat()), isCut }
}

/** Runs that end so did not do their work: an earlier one counts. */
const endless = new Set(['cancelled', 'skipped', 'stale', 'startup_failure', 'action_required'])

/** Whether a run uploaded something under a name with this beginning. */
export async function hasArtifact(
  client: Client,
  repo: Repo,
  { run, prefix }: { readonly run: number; readonly prefix: string },
): Promise<boolean> {
  const of = { id: run, workflow: '', isOfFork: false }
  return (await artifactsOfRun(client, repo, { prefix, run: of })).length > 0
}

async function artifactsOfRun(
  client: Client,
  repo: Repo,
  { run, prefix }: { readonly run: WorkflowRun; readonly prefix: string },
): Promise<Artifact[]> {
  const question = { ...at(repo), run_id: run.id, per_page: 100 }
  let pages = 0
  const all = await client.paginate(
    client.rest.actions.listWorkflowRunArtifacts,
    question,
    ({ data }, done) => {
      pages += 1
      if (pages === mostPages) done()
      return data
    },
  )
  return all
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ id, name, size_in_bytes: bytes, expired }) => ({ id, name, bytes, isExpired: expired, run }))
}

/** A run that was repeated holds what each attempt uploaded. */
function newestByName(all: readonly Artifact[]): Artifact[] {
  const kept = new Map<string, Artifact>()
  for (const artifact of all)
    if ((kept.get(artifact.name)?.id ?? 0) < artifact.id) kept.set(artifact.name, artifact)
  return [...kept.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
