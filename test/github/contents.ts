import { type Answer, type Call, found, type Operations, ok, Refusal, repositoryOf } from './answer.ts'
import { pageUrl, repositoryUrl } from './bodies/repository.ts'
import { branches, commitAt, git, gitBytes } from './git.ts'
import { nodeId } from './ids.ts'
import type { Repository } from './world.ts'

// Limits from facts/github.md, "Reading a PR".
const megabyte = 1024 * 1024
const largest = {
  json: megabyte,
  raw: 100 * megabyte,
  directoryEntries: 1000,
  treeEntries: 100_000,
  treeBytes: 7e6,
}

export const contents: Operations = {
  'repos/get-content': { needs: [{ contents: 'read' }], handle: getContent },
  'git/get-tree': { needs: [{ contents: 'read' }], handle: getTree },
  'git/get-blob': { needs: [{ contents: 'read' }], handle: getBlob },
  'git/get-ref': { needs: [{ contents: 'read' }], handle: getRef },
}

interface Entry {
  readonly mode: string
  readonly type: string
  readonly sha: string
  readonly size: number
  readonly path: string
}

interface Selection {
  readonly paths?: readonly string[]
  readonly recursive?: boolean
}

function entries(
  { directory }: Repository,
  tree: string,
  { paths = [], recursive = false }: Selection = {},
): Entry[] {
  const options = ['-z', '--long', ...(recursive ? ['-r', '-t'] : [])]
  return git(directory, ['ls-tree', ...options, tree, '--', ...paths])
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [head = '', path = ''] = line.split('\t')
      const [mode = '', type = '', sha = '', size = ''] = head.split(/ +/)
      return { mode, type, sha, size: Number(size) || 0, path }
    })
}

function getContent(call: Call): Answer {
  const repository = repositoryOf(call)
  const ref = call.query.get('ref') ?? repository.defaultBranch
  const commit = commitAt(repository.directory, ref)
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`)
  const path = (call.params.path ?? '').replace(/\/+$/, '')
  const entry = path === '' ? undefined : found(entries(repository, commit, { paths: [path] })[0])
  if (entry && entry.type !== 'tree') return fileContent(call, repository, entry)
  const children = entries(repository, commit, { paths: path === '' ? [] : [`${path}/`] })
  const listed = children.slice(0, largest.directoryEntries)
  return ok(listed.map((one) => contentBody(call, repository, one)))
}

/** Up to 1 MB with its content; up to 100 MB raw or with `encoding: none`; beyond that not at all. */
function fileContent(call: Call, repository: Repository, entry: Entry): Answer {
  if (entry.size > largest.raw)
    throw new Refusal(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large.', [
      { resource: 'Blob', field: 'data', code: 'too_large' },
    ])
  const bytes = () => gitBytes(repository.directory, ['cat-file', 'blob', entry.sha])
  if (/[.+]raw/.test(call.accept))
    return {
      status: 200,
      body: bytes(),
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    }
  const body = contentBody(call, repository, entry)
  if (entry.mode === '120000') return ok({ ...body, target: String(bytes()) })
  if (entry.type === 'commit') return ok({ ...body, submodule_git_url: pageUrl(call.world, repository) })
  const isSmall = entry.size <= largest.json
  const content = isSmall ? bytes().toString('base64').replace(/.{60}/g, '$&\n') : ''
  return ok({ ...body, encoding: isSmall ? 'base64' : 'none', content })
}

function contentBody({ world, query }: Call, repository: Repository, { path, sha, size, mode, type }: Entry) {
  const ref = query.get('ref') ?? repository.defaultBranch
  const kind = { tree: 'dir', commit: 'submodule' }[type] ?? (mode === '120000' ? 'symlink' : 'file')
  const api = repositoryUrl(world, repository)
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const url = `${api}/contents/${encoded}?ref=${ref}`
  const html = `${pageUrl(world, repository)}/${kind === 'dir' ? 'tree' : 'blob'}/${ref}/${encoded}`
  const gitUrl = `${api}/git/${kind === 'dir' ? 'trees' : 'blobs'}/${sha}`
  return {
    type: kind,
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    size,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: kind === 'file' ? `${pageUrl(world, repository)}/raw/${ref}/${encoded}` : null,
    _links: { self: url, git: gitUrl, html },
  }
}

/** Recursive trees stop at 100,000 entries or 7 MB and say so. */
function getTree(call: Call): Answer {
  const repository = repositoryOf(call)
  const { directory } = repository
  const wanted = call.params.tree_sha ?? ''
  const sha = found(
    git(directory, ['rev-parse', '--verify', '--quiet', `${wanted}^{tree}`]).trim() || undefined,
  )
  const all = entries(repository, sha, { recursive: call.query.has('recursive') })
  const api = repositoryUrl(call.world, repository)
  let bytes = 0
  const kept = all.slice(0, largest.treeEntries).filter(({ path }) => {
    bytes += path.length + 64
    return bytes <= largest.treeBytes
  })
  const tree = kept.map(({ path, mode, type, sha: id, size }) => ({
    path,
    mode,
    type,
    sha: id,
    ...(type === 'blob' && { size }),
    ...(type !== 'commit' && { url: `${api}/git/${type}s/${id}` }),
  }))
  return ok({ sha, url: `${api}/git/trees/${sha}`, tree, truncated: kept.length < all.length })
}

function getBlob(call: Call): Answer {
  const repository = repositoryOf(call)
  const { directory } = repository
  const sha = call.params.file_sha ?? ''
  const type = git(directory, ['cat-file', '--batch-check=%(objecttype) %(objectsize)'], {
    input: `${sha}\n`,
  }).trim()
  const [kind, size] = type.split(' ')
  found(kind === 'blob' || undefined)
  if (Number(size) > largest.raw)
    throw new Refusal(403, 'The requested blob is too large to fetch via the API.')
  const bytes = gitBytes(directory, ['cat-file', 'blob', sha])
  if (/[.+]raw/.test(call.accept))
    return {
      status: 200,
      body: bytes,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    }
  const node = nodeId('B', Number.parseInt(sha.slice(0, 8), 16))
  const url = `${repositoryUrl(call.world, repository)}/git/blobs/${sha}`
  return ok({
    sha,
    node_id: node,
    size: bytes.length,
    url,
    content: bytes.toString('base64'),
    encoding: 'base64',
  })
}

function getRef(call: Call): Answer {
  const repository = repositoryOf(call)
  const ref = call.params.ref ?? ''
  const branch = ref.replace(/^heads\//, '')
  const sha = ref.startsWith('heads/')
    ? branches(repository.directory).get(branch)
    : commitAt(repository.directory, `refs/${ref}`)
  const api = repositoryUrl(call.world, repository)
  const commit = found(sha)
  return ok({
    ref: `refs/${ref}`,
    node_id: nodeId('REF', repository.id),
    url: `${api}/git/refs/${ref}`,
    object: { sha: commit, type: 'commit', url: `${api}/git/commits/${commit}` },
  })
}
