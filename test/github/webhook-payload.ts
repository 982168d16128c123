import { createHmac } from 'node:crypto'
import { accountBody, organizationBody } from './bodies/account.ts'
import { repositoryBody } from './bodies/repository.ts'
import { nodeId } from './ids.ts'
import { covers, installedOn } from './tokens.ts'
import { eventPermission, unconditional } from './webhook-events.ts'
import type { Delivery, Event } from './webhooks.ts'
import type { App, Installation, Permissions, World } from './world.ts'

/** GitHub delivers nothing larger (facts, "Webhooks"). */
const largest = 25 * 1024 * 1024

/** What this App gets to hear of the event; undefined when it is not installed there, not subscribed or not permitted. */
export function deliveryFor(world: World, app: App, event: Event): Delivery | undefined {
  const { repository } = event
  if (event.app && event.app !== app) return undefined
  const installation =
    event.installation ??
    world.installations.find(
      (one) => one.app === app && repository && installedOn(world, one).includes(repository),
    )
  if (!installation || installation.app !== app || installation.suspendedAt) return undefined
  if (!hears(installation, app, event)) return undefined
  const payload = payloadOf(world, event, installation)
  const body = JSON.stringify(payload)
  world.validator.webhook(event.event, event.action, JSON.parse(body))
  if (Buffer.byteLength(body) > largest) return undefined
  const guid = world.ids.guid()
  return {
    id: world.ids.next('delivery'),
    guid,
    app,
    event: event.event,
    action: event.action ?? null,
    installation: installation.id,
    repository: repository?.id ?? null,
    headers: headersOf(world, app, event.event, guid, body),
    body,
    redelivery: false,
    queuedAt: world.clock.now(),
  }
}

function hears({ permissions }: Installation, app: App, { event, action }: Event): boolean {
  const name = `${event}.${action}`
  const always = unconditional.includes(event) || unconditional.includes(name)
  if (!always && !app.events.includes(event)) return false
  const needed: Permissions = eventPermission[name] ?? eventPermission[event] ?? {}
  const granted: Permissions = { metadata: 'read', ...permissions }
  return Object.entries(needed).every(([key, level]) => covers(granted[key], level))
}

function payloadOf(world: World, event: Event, installation: Installation): object {
  const { action, repository, sender, payload } = event
  const owner = repository?.owner ?? installation.account
  return {
    ...(action !== undefined && { action }),
    ...payload(),
    ...(repository && { repository: repositoryBody(world, repository) }),
    ...(owner.type === 'Organization' && { organization: organizationBody(world, owner) }),
    sender: accountBody(world, sender),
    ...(!event.installation && {
      installation: { id: installation.id, node_id: nodeId('MDIzOkluc3RhbGxhdGlvbg', installation.id) },
    }),
  }
}

function headersOf({ hooks }: World, app: App, event: string, guid: string, body: string) {
  const hook = hooks.byApp.get(app)
  const sign = (algorithm: string) =>
    `${algorithm}=${createHmac(algorithm, hook?.secret ?? '')
      .update(body)
      .digest('hex')}`
  return {
    Accept: '*/*',
    'Content-Type': 'application/json',
    'User-Agent': `GitHub-Hookshot/${guid.slice(0, 7)}`,
    'X-GitHub-Delivery': guid,
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': String(hook?.id ?? ''),
    'X-GitHub-Hook-Installation-Target-ID': String(app.id),
    'X-GitHub-Hook-Installation-Target-Type': 'integration',
    ...(hook?.secret && { 'X-Hub-Signature': sign('sha1'), 'X-Hub-Signature-256': sign('sha256') }),
  }
}
