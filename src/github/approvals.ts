import type { Approval } from '../core/decide.ts'
import type { Client } from './app-client.ts'
import { isMember, roleOf } from './people.ts'
import { at, type PullFacts, type Repo } from './pull.ts'

export interface Approvals {
  readonly approvals: Approval[]
  /** Why not every approval counts, as sentences. */
  readonly unknown?: string
}

const entitled = ['write', 'maintain', 'admin']

/**
 * Who approves this very head: people with write access whose latest deciding review is an approval of it, but for the author of the pull
 * request and those who made the commit. Of the teams, those a person belongs to are told.
 */
export async function approvals(
  client: Client,
  repo: Repo,
  pull: Pick<PullFacts, 'number' | 'head' | 'author'>,
  teams: readonly string[],
): Promise<Approvals> {
  const found: Approval[] = []
  let isUnknown = false
  const { others, makers } = await apartFromMakers(client, repo, pull)
  for (const login of others) {
    if (!entitled.includes(await roleOf(client, repo, login))) continue
    const answers = await Promise.all(
      teams.map(async (team) => ({ team, answer: await isMember(client, team, login) })),
    )
    isUnknown ||= answers.some(({ answer }) => answer === 'unknown')
    found.push({ login, teams: answers.filter(({ answer }) => answer === 'yes').map(({ team }) => team) })
  }
  const unknown = [...(isUnknown ? [noMembers] : []), ...makers.map(ownWork)].join(' ')
  return { approvals: found, ...(unknown !== '' && { unknown }) }
}

const ownWork = (login: string) =>
  `The approval of ${login} does not count: the head commit is of their making.`

const noMembers =
  'Sluice may not see who belongs to a team, so approvals of teams were not counted: the App lacks the permission Members: read.'

/** Who approves, without those whom GitHub takes for the author or the committer of the head commit. It is read where anybody approves. */
async function apartFromMakers(
  client: Client,
  repo: Repo,
  pull: Pick<PullFacts, 'number' | 'head' | 'author'>,
): Promise<{ readonly others: readonly string[]; readonly makers: readonly string[] }> {
  const logins = await approvers(client, repo, pull)
  if (logins.length === 0) return { others: [], makers: [] }
  // Its files come in pages, and are not wanted.
  const { data } = await client.rest.repos.getCommit({ ...at(repo), ref: pull.head, per_page: 1 })
  const made = [data.author?.login, data.committer?.login]
  const { others = [], makers = [] } = Object.groupBy(logins, (login) =>
    made.includes(login) ? 'makers' : 'others',
  )
  return { others, makers }
}

const deciding = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']

async function approvers(
  client: Client,
  repo: Repo,
  { number, head, author }: Pick<PullFacts, 'number' | 'head' | 'author'>,
): Promise<string[]> {
  const question = { ...at(repo), pull_number: number, per_page: 100 }
  const latest = new Map<string, { state: string; commit: string | null }>()
  // GitHub lists them in the order they were given.
  for (const { user, state, commit_id: commit } of await client.paginate(
    client.rest.pulls.listReviews,
    question,
  ))
    if (user?.type === 'User' && deciding.includes(state)) latest.set(user.login, { state, commit })
  return [...latest]
    .filter(([login, { state, commit }]) => state === 'APPROVED' && commit === head && login !== author)
    .map(([login]) => login)
}
