import type { PullFacts } from '../core/pull.ts'

export type { PullFacts } from '../core/pull.ts'

/** A repository by its present name. */
export interface Repo {
  readonly owner: string
  readonly name: string
}

/** As Octokit wants it. */
export const at = ({ owner, name }: Repo) => ({ owner, repo: name })

interface PullBody {
  readonly number: number
  readonly head: { readonly sha: string; readonly repo?: { readonly id: number } | null }
  readonly base: { readonly ref: string; readonly repo?: { readonly id: number } }
  readonly state: string
  readonly draft?: boolean | undefined
  readonly user: { readonly login: string } | null
  readonly updated_at: string
}

export function factsOf(body: PullBody): PullFacts {
  return {
    number: body.number,
    head: body.head.sha,
    baseRef: body.base.ref,
    state: body.state === 'open' ? 'open' : 'closed',
    draft: body.draft ?? false,
    // GitHub shows a deleted account as this one.
    author: body.user?.login ?? 'ghost',
    ...(body.base.repo && body.head.repo?.id !== body.base.repo.id && { isFork: true }),
    updatedAt: body.updated_at,
  }
}
