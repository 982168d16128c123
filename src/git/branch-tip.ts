import { mkdir } from 'node:fs/promises'
import { type FetchFailure, failure, meaningOf } from './fetch-failure.ts'
import { asFailure, askOutside, type Remote, type RemoteOptions, remoteOf, whereItIs } from './remote.ts'

export interface TipOptions extends RemoteOptions {
  /** Without `refs/heads/`. */
  readonly branch: string
}

export type Tip = { readonly ok: true; readonly commit: string } | FetchFailure

/** The commit that a branch of a remote is at. A tag of the same name is another thing, and is not asked for. */
export async function branchTip(options: TipOptions): Promise<Tip> {
  const remote = remoteOf(options)
  try {
    await mkdir(options.cache, { recursive: true })
    return await tipOf(remote, options)
  } catch (error) {
    return asFailure(error)
  }
}

async function tipOf(remote: Remote, { cache, branch }: TipOptions): Promise<Tip> {
  const ref = `refs/heads/${branch}`
  const args = ['--git-dir=/dev/null', 'ls-remote', '--quiet', '--heads', 'sluice', ref]
  const { code, complaint, output } = await askOutside(remote, cache, { args })
  if (code === 0) return commitOf(output.toString(), ref) ?? gone(branch)
  const moved = await whereItIs(remote, complaint)
  return moved ? tipOf({ ...remote, ...moved }, { cache, branch, url: moved.url.href }) : meaningOf(complaint)
}

/** Git also lists what only ends in this name: `refs/heads/x/refs/heads/main`. */
function commitOf(lines: string, ref: string): Tip | undefined {
  const [commit] = lines.split('\n').flatMap((line) => {
    const [id = '', name] = line.split('\t')
    return name === ref ? [id] : []
  })
  return commit === undefined ? undefined : { ok: true, commit }
}

const gone = (branch: string): FetchFailure => ({
  ...failure('missing', `There is no branch ${branch} in the repository any more.`),
  next: 'Give the pull request another base branch, or push this one again.',
})
