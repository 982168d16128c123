import type { Client } from './app-client.ts'
import type { Repo } from './pull.ts'

export interface InstallationFacts {
  readonly id: number
  /** Login of the organisation or person. */
  readonly account: string
  readonly suspended: boolean
}

/** Asked as the App. */
export async function installations(app: Client): Promise<InstallationFacts[]> {
  const found = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 })
  return found.map(({ id, account, suspended_at }) => ({
    id,
    account: nameOf(account),
    suspended: suspended_at !== null,
  }))
}

/** An enterprise has a slug where others have a login. */
function nameOf(account: object | null | undefined): string {
  if (account && 'login' in account) return String(account.login)
  return account && 'slug' in account ? String(account.slug) : 'ghost'
}

export interface InstalledRepository extends Repo {
  readonly id: number
  readonly archived: boolean
}

/** Asked as an installation. */
export async function installationRepositories(client: Client): Promise<InstalledRepository[]> {
  const found = await client.paginate(client.rest.apps.listReposAccessibleToInstallation, { per_page: 100 })
  return found.map(({ id, owner, name, archived }) => ({ id, owner: owner.login, name, archived }))
}

export interface FailedDelivery {
  readonly id: number
  readonly guid: string
  readonly event: string
}

/** Webhooks that no attempt delivered, newest first, the newest attempt of each. Asked as the App. */
export async function failedDeliveries(app: Client, since: Date): Promise<FailedDelivery[]> {
  const failed = new Map<string, FailedDelivery>()
  const delivered = new Set<string>()
  const pages = app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: 100 })
  for await (const { data } of pages) {
    const recent = data.filter(({ delivered_at }) => Date.parse(delivered_at) >= since.getTime())
    for (const { id, guid, event, status_code: status } of recent) {
      if (status >= 200 && status < 300) delivered.add(guid)
      else if (!failed.has(guid)) failed.set(guid, { id, guid, event })
    }
    if (recent.length < data.length) break
  }
  return [...failed.values()].filter(({ guid }) => !delivered.has(guid))
}

/** Asks GitHub for another attempt; it comes with the same GUID. */
export async function redeliver(app: Client, id: number): Promise<void> {
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id: id })
}
