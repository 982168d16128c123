import type { Client } from './app-client.ts'
import { type CheckOutput, outputOf, perRequest } from './check-output.ts'
import { cutCharacters } from './cut.ts'
import { at, type Repo } from './pull.ts'

export type { CheckOutput } from './check-output.ts'

export type Conclusion = 'success' | 'failure' | 'action_required' | 'neutral' | 'cancelled'

export interface CheckAction {
  readonly label: string
  readonly description: string
  readonly identifier: string
}

export interface CheckState {
  /** `completed` when there is a conclusion. */
  readonly status?: 'queued' | 'in_progress' | 'completed'
  readonly conclusion?: Conclusion
  readonly output?: CheckOutput
  readonly actions?: readonly CheckAction[]
  readonly detailsUrl?: string
}

export interface NewCheckRun extends CheckState {
  readonly name: string
  readonly head: string
  readonly externalId: string
  readonly status: 'queued' | 'in_progress' | 'completed'
  /** An earlier attempt may have made it: it is looked for by its external id before it is made. */
  readonly lookUp: boolean
}

/** Makes a check run, or finds the one that an earlier attempt made and goes on with it. Answers its id. */
export async function createCheckRun(client: Client, repo: Repo, wanted: NewCheckRun): Promise<number> {
  const found = wanted.lookUp ? await findCheckRun(client, repo, wanted) : undefined
  if (found !== undefined) {
    if (wanted.status === 'completed') await updateCheckRun(client, repo, found, { ...wanted, lookUp: true })
    return found
  }
  const { name, head, externalId } = wanted
  const isInOne = annotationsOf(wanted).length <= perRequest
  const state = isInOne ? wanted : { ...begun(wanted), output: withAnnotations(wanted, 0) }
  const { data } = await client.rest.checks.create({
    ...at(repo),
    name,
    head_sha: head,
    external_id: externalId,
    ...bodyOf(state),
  })
  if (!isInOne) await send(client, repo, data.id, { state: wanted, done: perRequest })
  return data.id
}

export interface CheckChange extends CheckState {
  /** False: nobody has written to the run since it was made, so it need not be looked at. */
  readonly lookUp?: boolean
}

/** What a complete run shows. */
export interface Shown {
  readonly conclusion: string | null
  readonly title: string
  readonly summary: string
}

/**
 * Changes a check run that is not complete. Annotations go in as many requests as they need, the conclusion with the last of them.
 * What GitHub has already is not sent again. A run that is complete is left alone, and the answer is what it shows: an earlier try may
 * have been carried out, or not have been ours.
 */
export async function updateCheckRun(
  client: Client,
  repo: Repo,
  id: number,
  { lookUp = true, ...state }: CheckChange,
): Promise<Shown | undefined> {
  if (!lookUp) return send(client, repo, id, { state, done: 0 })
  const { data } = await client.rest.checks.get({ ...at(repo), check_run_id: id })
  if (data.status === 'completed') return shownBy(data)
  return send(client, repo, id, { state, done: data.output.annotations_count })
}

export function shownBy(run: {
  readonly conclusion: string | null
  readonly output: { readonly title: string | null; readonly summary: string | null }
}): Shown {
  const { title, summary } = run.output
  return { conclusion: run.conclusion, title: title ?? '', summary: summary ?? '' }
}

/** Ends a run that nobody waits for any more; of one that is complete already the answer is what it shows. */
export function cancelCheckRun(
  client: Client,
  repo: Repo,
  id: number,
  why: string,
): Promise<Shown | undefined> {
  const output = { title: why, summary: why }
  return updateCheckRun(client, repo, id, { status: 'completed', conclusion: 'cancelled', output })
}

/** The check run of this head with our own id for it. */
export async function findCheckRun(
  client: Client,
  repo: Repo,
  { name, head, externalId }: Pick<NewCheckRun, 'name' | 'head' | 'externalId'>,
): Promise<number | undefined> {
  const question = { ...at(repo), ref: head, check_name: name, filter: 'all', per_page: 100 } as const
  const runs = await client.paginate(client.rest.checks.listForRef, question)
  return runs.find((run) => run.external_id === externalId)?.id
}

interface Progress {
  readonly state: CheckState
  /** Annotations that are there. */
  readonly done: number
}

async function send(client: Client, repo: Repo, id: number, { state, done }: Progress): Promise<undefined> {
  const total = annotationsOf(state).length
  const place = { ...at(repo), check_run_id: id }
  let sent = Math.min(done, total)
  while (total - sent > perRequest) {
    await client.rest.checks.update({ ...place, output: outputOf(withAnnotations(state, sent)) })
    sent += perRequest
  }
  const output = state.output && { output: withAnnotations(state, sent) }
  await client.rest.checks.update({ ...place, ...bodyOf({ ...state, ...output }) })
}

const annotationsOf = ({ output }: CheckState) => output?.annotations ?? []

function withAnnotations(state: CheckState, from: number): CheckOutput {
  const { title = '', summary = '', ...rest } = state.output ?? {}
  return { title, summary, ...rest, annotations: annotationsOf(state).slice(from, from + perRequest) }
}

function begun({ conclusion: _, ...state }: NewCheckRun): CheckState {
  return { ...state, status: 'in_progress' }
}

function bodyOf({ status, conclusion, output, actions, detailsUrl }: CheckState) {
  return {
    ...(status !== undefined && { status }),
    ...(conclusion !== undefined && { status: 'completed' as const, conclusion }),
    ...(output && { output: outputOf(output) }),
    ...(actions && { actions: actions.slice(0, 3).map(fitting) }),
    ...(detailsUrl !== undefined && { details_url: detailsUrl }),
  }
}

function fitting({ label, description, identifier }: CheckAction): CheckAction {
  return { label: cutCharacters(label, 20), description: cutCharacters(description, 40), identifier }
}
