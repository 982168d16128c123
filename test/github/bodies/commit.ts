import type { FileDiff } from '../diff.ts'
import { type Commit, commitOf } from '../git.ts'
import { nodeId } from '../ids.ts'
import type { Repository, World } from '../world.ts'
import { accountBody } from './account.ts'
import { pageUrl, repositoryUrl } from './repository.ts'

export function commitBody(world: World, repository: Repository, sha: string) {
  return bodyOf(world, repository, commitOf(repository.directory, sha))
}

export function bodyOf(world: World, repository: Repository, commit: Commit) {
  const { sha, tree, parents, author, committer, message } = commit
  const api = repositoryUrl(world, repository)
  const page = pageUrl(world, repository)
  const url = `${api}/commits/${sha}`
  const person = (name: string) => {
    const account = world.accounts.get(name.toLowerCase())
    return account ? accountBody(world, account) : {}
  }
  return {
    sha,
    node_id: nodeId('C', Number.parseInt(sha.slice(0, 8), 16)),
    commit: {
      author,
      committer,
      message,
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${url}/comments`,
    author: person(author.name),
    committer: person(committer.name),
    parents: parents.map((one) => ({
      sha: one,
      url: `${api}/commits/${one}`,
      html_url: `${page}/commit/${one}`,
    })),
  }
}

/** As in merge groups, check suites and workflow runs. */
export function simpleCommitBody(repository: Repository, sha: string) {
  const { tree, message, author, committer } = commitOf(repository.directory, sha)
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  }
}

export function fileBody(world: World, repository: Repository, sha: string, file: FileDiff) {
  const path = file.filename.split('/').map(encodeURIComponent).join('/')
  const page = pageUrl(world, repository)
  return {
    sha: file.blob,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch !== undefined && { patch: file.patch }),
    ...(file.previous !== undefined && { previous_filename: file.previous }),
  }
}
