import { onTestFinished } from 'vitest'
import { type AppClients, appClients } from '../../../src/github/app-client.ts'
import type { Ledger } from '../../../src/github/ledger.ts'
import { type GitHub, startGitHub } from '../github.ts'

/** A GitHub on the real clock, by which the App signs; closed with the test, which fails if anything did not fit the description. */
export async function liveGitHub(
  options: Omit<Parameters<typeof startGitHub>[0] & object, 'now'> = {},
): Promise<GitHub> {
  const github = await startGitHub(options)
  onTestFinished(() => github.close())
  return github
}

export function clientsOf(github: GitHub): AppClients {
  const { id: appId, privateKey } = github.app
  const endpoint = { web: new URL(github.url).origin, api: github.url }
  return appClients({ appId, privateKey, endpoint, version: '0.0.0' })
}

const lines = (...changed: number[]) =>
  Array.from({ length: 40 }, (_, n) => `${changed.includes(n + 1) ? 'new' : 'old'} ${n + 1}\n`).join('')

/** A pull request that changes lines 5 and 30 of `a.sql`, and all that is needed to write on it. */
export async function withPull(options: Parameters<typeof liveGitHub>[0] = {}) {
  const github = await liveGitHub(options)
  github.organization('acme', { members: ['ada', 'bob', 'cy'], teams: { data: ['bob'] } })
  const repo = github.repository('acme/shop', {
    roles: { ada: 'admin', bob: 'write', cy: 'maintain', eve: 'read' },
  })
  repo.commit({ files: { 'a.sql': lines() } })
  repo.commit({ branch: 'topic', files: { 'a.sql': lines(5, 30) } })
  const pull = repo.openPull({ head: 'topic' })
  const clients = clientsOf(github)
  const client = await clients.installation(github.installation('acme').id)
  return { github, repo, pull, clients, client, at: { owner: 'acme', name: 'shop' }, ownLogin: 'sluice[bot]' }
}

/** What the store remembers, in memory. */
export function ledgerInMemory(): Ledger & { readonly entries: Map<string, object> } {
  const entries = new Map<string, { state: 'intended' | 'written'; id?: number; hash?: string }>()
  return {
    entries,
    recall: async (key) => entries.get(key),
    intend: async (key) => void entries.set(key, { ...entries.get(key), state: 'intended' }),
    record: async (key, written) => void entries.set(key, { state: 'written', ...written }),
    forget: async (key) => void entries.delete(key),
  }
}

/** How many requests of this kind were made so far. */
export function asked(github: GitHub, method: string, path: RegExp): number {
  return github.requests.filter((one) => one.method === method && path.test(one.path)).length
}
