import { manifestFor } from '../../app/manifest.ts'
import type { Client } from '../../github/app-client.ts'
import { type Check, fail, ok, warn } from './check.ts'

/** What GitHub says this App is. */
export interface AppFacts {
  readonly slug: string
  readonly page: string
  readonly permissions: Readonly<Record<string, string>>
  readonly events: readonly string[]
}

/** The App that key and number belong to. */
export async function appFacts(client: Client): Promise<AppFacts> {
  const { data } = await client.request('GET /app')
  if (!data) throw new Error('GitHub knows no App of this number.')
  const { slug = '', html_url: page, permissions, events } = data
  return { slug, page, permissions: permissions as AppFacts['permissions'], events }
}

const levels = ['read', 'write', 'admin']

/** The gate stands without these. */
const forPlans = { permission: 'actions', event: 'workflow_run' }
const withoutPlans = 'Terraform is judged by its code alone'

interface Wanted {
  readonly default_permissions: Readonly<Record<string, string>>
  readonly default_events: readonly string[]
}

/** Permissions and events against what `app.yml` asks for. */
export function checkGranted(app: AppFacts): Check[] {
  const wanted = manifestFor({ publicUrl: undefined, redirect: '', github: '' }) as Wanted
  return [...permissionChecks(app, wanted.default_permissions), ...eventChecks(app, wanted.default_events)]
}

function permissionChecks({ permissions, page }: AppFacts, wanted: Wanted['default_permissions']): Check[] {
  const rank = (level: string | undefined) => levels.indexOf(level ?? '')
  const lacking = Object.entries(wanted).filter(([name, level]) => rank(permissions[name]) < rank(level))
  const missing = lacking.filter(([name]) => name !== forPlans.permission)
  const plans = lacking.filter(([name]) => name === forPlans.permission)
  const surplus = Object.entries(permissions).filter(([name, level]) => rank(level) > rank(wanted[name]))
  const named = (some: readonly (readonly [string, string])[]) => some.map((one) => one.join(': ')).join(', ')
  const checks: Check[] = []
  if (missing.length > 0)
    checks.push(
      fail(`the App lacks ${named(missing)}`, `Add them at ${page}, and accept them where it is installed.`),
    )
  if (plans.length > 0)
    checks.push(
      warn(
        `the App lacks ${named(plans)}, so it reads no plans: ${withoutPlans}`,
        `Add it at ${page}, and accept it where it is installed.`,
      ),
    )
  if (surplus.length > 0)
    checks.push(warn(`the App may more than it needs: ${named(surplus)}`, `Take them away at ${page}.`))
  return checks.length > 0 ? checks : [ok('the App has the permissions of app.yml')]
}

function eventChecks({ events, page }: AppFacts, wanted: readonly string[]): Check[] {
  const lacking = wanted.filter((event) => !events.includes(event))
  const missing = lacking.filter((event) => event !== forPlans.event)
  const next = `Subscribe to them at ${page}.`
  if (missing.length > 0) return [fail(`the App does not hear ${missing.join(', ')}`, next)]
  if (lacking.length === 0) return [ok('the App hears the events of app.yml')]
  return [
    warn(`the App does not hear ${forPlans.event}: a plan counts only once something else happens`, next),
  ]
}

const path = '/api/github/webhooks'

export async function checkHook(client: Client): Promise<readonly Check[]> {
  const { data } = await client.request('GET /app/hook/config')
  const { url, secret, content_type: type, insecure_ssl: insecure } = data
  const checks: Check[] = []
  if (!url) checks.push(fail('the App has no webhook URL', `Set https://YOUR-HOST${path} on its page.`))
  else if (!url.endsWith(path)) checks.push(fail(`webhooks go to ${url}`, `They are taken at ${path}.`))
  else if (!url.startsWith('https:')) checks.push(warn(`webhooks go to ${url} unencrypted`, 'Use https.'))
  else checks.push(ok(`webhooks go to ${url}`))
  if (!secret)
    checks.push(fail('the App has no webhook secret', 'Set WEBHOOK_SECRET and the same on its page.'))
  if (type !== 'json')
    checks.push(fail(`webhooks are sent as ${type}`, 'Choose application/json on the App’s page.'))
  if (Number(insecure) === 1)
    checks.push(warn('GitHub does not check the certificate of the webhook URL', 'Enable SSL verification.'))
  return checks
}

const day = 24 * 60 * 60 * 1000

export async function checkDeliveries(client: Client, now: number): Promise<readonly Check[]> {
  const { data } = await client.request('GET /app/hook/deliveries', { per_page: 100 })
  const recent = data.filter(({ delivered_at: at }) => now - Date.parse(at) < day)
  const redelivered = new Set(recent.filter(({ status_code: code }) => code < 300).map(({ guid }) => guid))
  const failed = recent.filter(
    ({ guid, status_code: code }) => !(code >= 200 && code < 300) && !redelivered.has(guid),
  )
  const [last] = failed
  if (!last) return [ok(`no webhook of the last ${recent.length} failed within a day`)]
  return [
    warn(
      `${failed.length} of the last ${recent.length} webhooks failed; the latest: ${last.event}, ${last.status_code} ${last.status}`,
      'Is Sluice reachable at the webhook URL? A running Sluice asks for failed ones again.',
    ),
  ]
}
