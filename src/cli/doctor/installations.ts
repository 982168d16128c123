import type { Client } from '../../github/app-client.ts'
import type { AppFacts } from './app.ts'
import { type Check, ok, warn } from './check.ts'

/** Where the App is installed, and where somebody still has to accept what it asks for by now. */
export async function checkInstallations(client: Client, app: AppFacts): Promise<readonly Check[]> {
  const { data } = await client.request('GET /app/installations', { per_page: 100 })
  if (data.length === 0)
    return [warn('the App is installed nowhere', `Install it at ${app.page}/installations/new.`)]
  const names = data.map(({ account }) => loginOf(account))
  const checks = data.flatMap((one, at) => [
    ...suspended(names[at] ?? '', one.suspended_at),
    ...pending(names[at] ?? '', app, { url: one.html_url, granted: one.permissions }),
  ])
  const shown = names.length > 10 ? `${names.slice(0, 10).join(', ')} and others` : names.join(', ')
  return [ok(`installed on ${shown}`), ...checks]
}

function suspended(name: string, at: string | null): Check[] {
  return at === null ? [] : [warn(`the installation on ${name} is suspended`, 'Its owner can lift that.')]
}

function pending(name: string, app: AppFacts, installation: { url: string; granted: object }): Check[] {
  const granted = new Map(Object.entries(installation.granted))
  const lacking = Object.entries(app.permissions).filter(([key, level]) => granted.get(key) !== level)
  if (lacking.length === 0) return []
  const what = lacking.map((one) => one.join(': ')).join(', ')
  return [warn(`${name} has not accepted ${what}`, `An owner accepts at ${installation.url}.`)]
}

function loginOf(account: object | null): string {
  if (account && 'login' in account) return String(account.login)
  return account && 'slug' in account ? String(account.slug) : 'a deleted account'
}
