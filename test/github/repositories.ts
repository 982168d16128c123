import { type Answer, type Call, found, type Operations, ok, Refusal, repositoryOf } from './answer.ts'
import { bodyOf, commitBody, fileBody } from './bodies/commit.ts'
import { pullSummary } from './bodies/pull.ts'
import { fullRepositoryBody, pageUrl, repositoryUrl } from './bodies/repository.ts'
import { diffOf } from './diff.ts'
import { branches, commitAt, commitOf, commits, mergeBase } from './git.ts'
import { list, pageOf } from './paging.ts'
import { protectionBody, rulesFor } from './protection.ts'
import type { Repository } from './world.ts'

export const repositories: Operations = {
  'repos/get': {
    needs: [{ metadata: 'read' }],
    handle: (call) => ok(fullRepositoryBody(call.world, repositoryOf(call))),
  },
  'repos/list-branches': {
    needs: [{ contents: 'read' }],
    handle: (call) => {
      const repository = repositoryOf(call)
      return list(call, [...branches(repository.directory)], ([name, sha]) => ({
        name,
        commit: { sha, url: `${repositoryUrl(call.world, repository)}/commits/${sha}` },
        protected: repository.protections.has(name),
      }))
    },
  },
  'repos/get-branch': { needs: [{ contents: 'read' }], handle: getBranch },
  'repos/get-branch-protection': {
    needs: [{ administration: 'read' }],
    handle: (call) => ok(protectionBody(call, found(call.params.branch))),
  },
  'repos/get-branch-rules': {
    needs: [{ metadata: 'read' }],
    handle: (call) => list(call, rulesFor(call, found(call.params.branch)), (rule) => rule),
  },
  'repos/get-commit': { needs: [{ contents: 'read' }], handle: getCommit },
  'repos/list-pull-requests-associated-with-commit': {
    needs: [{ pull_requests: 'read' }],
    handle: pullsOfCommit,
  },
  'repos/compare-commits-with-basehead': { needs: [{ contents: 'read' }], handle: compare },
}

function getBranch(call: Call): Answer {
  const repository = repositoryOf(call)
  const name = call.params.branch ?? ''
  const sha = branches(repository.directory).get(name)
  if (sha === undefined) throw new Refusal(404, 'Branch not found')
  const url = `${repositoryUrl(call.world, repository)}/branches/${name}`
  const protection = repository.protections.get(name)
  const checks = protection?.checks.map(({ context, appId }) => ({ context, app_id: appId })) ?? []
  const contexts = checks.map(({ context }) => context)
  const level = protection ? 'non_admins' : 'off'
  return ok({
    name,
    commit: commitBody(call.world, repository, sha),
    _links: { self: url, html: `${pageUrl(call.world, repository)}/tree/${name}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      required_status_checks: { enforcement_level: level, contexts, checks },
    },
    protection_url: `${url}/protection`,
  })
}

function commitOfCall({ params }: Call, { directory }: Repository): string {
  const sha = commitAt(directory, params.ref ?? '')
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${params.ref}`)
  return sha
}

const mostFiles = 300

/** At most 300 files on a page and 3,000 in all. */
function getCommit(call: Call): Answer {
  const repository = repositoryOf(call)
  const { directory } = repository
  const sha = commitOfCall(call, repository)
  const commit = commitOf(directory, sha)
  const parent = commit.parents[0] ?? emptyTree
  const { files } = diffOf(directory, parent, sha)
  const sum = (count: 'additions' | 'deletions') => files.reduce((total, file) => total + file[count], 0)
  const stats = { additions: sum('additions'), deletions: sum('deletions') }
  return ok({
    ...bodyOf(call.world, repository, commit),
    stats: { ...stats, total: stats.additions + stats.deletions },
    files: files.slice(0, mostFiles).map((file) => fileBody(call.world, repository, sha, file)),
  })
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** Nothing for the head of a fork's pull request (facts, "Checks API"; pulumi/registry#12160). */
function pullsOfCommit(call: Call): Answer {
  const repository = repositoryOf(call)
  const sha = call.params.commit_sha
  const wanted = repository.pulls.filter(
    ({ head, merged }) => (head.sha === sha && head.repository === repository) || merged?.commit === sha,
  )
  return list(call, wanted, (pull) => pullSummary(call.world, pull))
}

/** Three dots: from the merge base. Files are on the first page only, 300 of them; 250 commits without paging. */
function compare(call: Call): Answer {
  const repository = repositoryOf(call)
  const { directory } = repository
  const [base = '', head = ''] = (call.params.basehead ?? '').split('...')
  const [from, to] = [base, head].map((side) => found(commitAt(directory, withoutOwner(repository, side))))
  if (!from || !to) throw new Refusal(404, 'Not Found')
  const middle = mergeBase(directory, from, to)
  if (middle === undefined) throw new Refusal(404, `No common ancestor between ${base} and ${head}.`)
  const ahead = commits(directory, [`${from}..${to}`])
  const behind = commits(directory, [`${to}..${from}`]).length
  const isPaged = call.query.has('page') || call.query.has('per_page')
  const page = isPaged ? pageOf(call, ahead) : { items: ahead.slice(0, 250), headers: {} }
  const isFirst = Number(call.query.get('page') ?? 1) === 1
  const files = isFirst ? diffOf(directory, middle, to).files.slice(0, mostFiles) : []
  const page_url = `${pageUrl(call.world, repository)}/compare/${base}...${head}`
  const body = {
    url: `${repositoryUrl(call.world, repository)}/compare/${base}...${head}`,
    html_url: page_url,
    permalink_url: page_url,
    diff_url: `${page_url}.diff`,
    patch_url: `${page_url}.patch`,
    base_commit: commitBody(call.world, repository, from),
    merge_base_commit: commitBody(call.world, repository, middle),
    status: statusOf(ahead.length, behind),
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: page.items.map((commit) => bodyOf(call.world, repository, commit)),
    files: files.map((file) => fileBody(call.world, repository, to, file)),
  }
  return { ...ok(body), headers: page.headers }
}

/** `ada:topic` names a branch of ada's fork; its commits are here as soon as there is a pull request. */
function withoutOwner(repository: Repository, side: string): string {
  const [owner, branch] = side.split(':')
  if (branch === undefined) return side
  const pull = repository.pulls.find(
    ({ head }) => head.repository.owner.login === owner && head.ref === branch,
  )
  return owner === repository.owner.login ? branch : (pull?.head.sha ?? '')
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged'
  if (ahead > 0) return 'ahead'
  return behind > 0 ? 'behind' : 'identical'
}
