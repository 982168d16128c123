import { type PolicySource, parentPaths } from '../policy/resolve.ts'
import { policyPath } from '../policy/source.ts'
import type { Client } from './app-client.ts'
import { hasStatus, isRequestFailure } from './request-error.ts'

/** What there is of an organisation's policy. A repository that we may not see looks like one that is not there. */
export type OrganisationPolicy =
  | { readonly kind: 'policy'; readonly source: PolicySource }
  /** The repository is there and has no policy. */
  | { readonly kind: 'none' }
  | { readonly kind: 'not visible' }

interface Remembered {
  /** Undefined where there is no commit. */
  readonly etag?: string
  readonly found: OrganisationPolicy
  readonly askedAt: number
}

/** By client, so by installation: what one may see is not another's. */
const remembered = new WeakMap<Client, Map<string, Remembered>>()

const mostFiles = 50
const longest = 1024 * 1024

/**
 * The policy of an organisation: `.github/sluice.yml` of its repository `.github`, at the tip of its default branch, with the files it
 * extends. What goes wrong is thrown: a policy that cannot be read is not the same as none. Asked again, an unchanged one costs nothing of GitHub's limits; nothing at all is asked while
 * what is known, be it that there is none, is no older than the caller minds.
 */
export async function organisationPolicy(
  client: Client,
  owner: string,
  { upToMs = 0 }: { readonly upToMs?: number } = {},
): Promise<OrganisationPolicy> {
  const askedAt = Date.now()
  const known = remembered.get(client)?.get(owner)
  if (known && askedAt - known.askedAt < upToMs) return known.found
  const tip = await tipOf(client, owner, known?.etag)
  if (tip === 'same' && known) return remember(client, owner, { ...known, askedAt })
  if (typeof tip === 'string')
    return remember(client, owner, { found: { kind: tip === 'empty' ? 'none' : 'not visible' }, askedAt })
  const source = await read(client, owner, tip.commit)
  const found = source ? ({ kind: 'policy', source } as const) : ({ kind: 'none' } as const)
  return remember(client, owner, { etag: tip.etag, found, askedAt })
}

function remember(client: Client, owner: string, now: Remembered): OrganisationPolicy {
  const all = remembered.get(client) ?? new Map<string, Remembered>()
  remembered.set(client, all.set(owner, now))
  return now.found
}

async function tipOf(
  client: Client,
  owner: string,
  etag: string | undefined,
): Promise<{ commit: string; etag: string } | 'same' | 'empty' | 'not visible'> {
  const headers = etag === undefined ? {} : { 'if-none-match': etag }
  try {
    const question = { owner, repo: '.github', ref: 'HEAD', per_page: 1, headers }
    const { data, headers: answered } = await client.rest.repos.getCommit(question)
    return { commit: data.sha, etag: answered.etag ?? '' }
  } catch (error) {
    if (isRequestFailure(error) && error.status === 304) return 'same'
    if (hasStatus(error, 404)) return 'not visible'
    // A repository without a commit.
    if (hasStatus(error, 409, 422)) return 'empty'
    throw error
  }
}

async function read(client: Client, owner: string, commit: string): Promise<PolicySource | undefined> {
  const text = await textAt(client, owner, { commit, path: policyPath })
  if (text === undefined) return undefined
  const name = `${owner}/.github: ${policyPath}`
  const own = { name, path: policyPath, text, commit }
  const files = new Map<string, string>()
  const open = [own]
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    for (const path of await parentPaths(source)) {
      if (files.has(path) || files.size >= mostFiles) continue
      const parent = await textAt(client, owner, { commit, path })
      // What is missing is reported where policies are resolved, with the line that names it.
      if (parent === undefined) continue
      files.set(path, parent)
      open.push({ name: path, path, text: parent, commit })
    }
  }
  return { ...own, files }
}

async function textAt(
  client: Client,
  owner: string,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<string | undefined> {
  try {
    const { data } = await client.rest.repos.getContent({ owner, repo: '.github', path, ref: commit })
    if (Array.isArray(data) || data.type !== 'file' || !('content' in data))
      throw new Error(`${owner}/.github: ${path} is not a file.`)
    if (data.size > longest) throw new Error(`${owner}/.github: ${path} has more than 1 MiB.`)
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(data.content, 'base64'))
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}
