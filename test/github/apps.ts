import { generateKeyPairSync } from 'node:crypto'
import { type Answer, type Call, created, found, noContent, type Operations, ok, Refusal } from './answer.ts'
import { appBody, installationBody } from './bodies/app.ts'
import { repositoryBody } from './bodies/repository.ts'
import { hours } from './clock.ts'
import { registerApp } from './new-app.ts'
import { counted, list } from './paging.ts'
import { covers, installedOn, issueToken, permissionsOf, reachOf } from './tokens.ts'
import { eventPermission } from './webhook-events.ts'
import {
  type App,
  findRepository,
  type Installation,
  type Manifest,
  type Permissions,
  type Repository,
  type World,
} from './world.ts'

export const apps: Operations = {
  'apps/get-authenticated': {
    needs: 'app',
    handle: (call) => {
      const app = appOf(call)
      const count = call.world.installations.filter((one) => one.app === app).length
      return ok({ ...appBody(call.world, app), installations_count: count })
    },
  },
  'apps/list-installations': {
    needs: 'app',
    handle: (call) => list(call, installationsOf(call), (one) => installationBody(call.world, one)),
  },
  'apps/get-installation': {
    needs: 'app',
    handle: (call) => ok(installationBody(call.world, installationOf(call))),
  },
  'apps/get-repo-installation': {
    needs: 'app',
    handle: (call) => {
      const wanted = call.repository
      const installation = installationsOf(call).find(
        (one) => wanted && installedOn(call.world, one).includes(wanted),
      )
      return ok(installationBody(call.world, found(installation)))
    },
  },
  'apps/get-org-installation': { needs: 'app', handle: (call) => byAccount(call, call.params.org) },
  'apps/get-user-installation': { needs: 'app', handle: (call) => byAccount(call, call.params.username) },
  'apps/create-installation-access-token': { needs: 'app', handle: createToken },
  'apps/revoke-installation-access-token': {
    needs: 'token',
    handle: ({ world, caller }) => {
      for (const [secret, token] of world.tokens)
        if (caller.kind === 'token' && token === caller.token) world.tokens.delete(secret)
      return noContent
    },
  },
  'apps/list-repos-accessible-to-installation': {
    needs: 'token',
    handle: (call) => {
      if (call.caller.kind !== 'token' || !call.caller.token.installation)
        throw new Refusal(
          403,
          'You must authenticate with an installation access token in order to list repositories for an installation.',
        )
      const { token } = call.caller
      const reached = reachOf(call.world, token)
      const more = { repository_selection: token.repositories ? 'selected' : selectionOf(token.installation) }
      return counted(call, 'repositories', reached, (one) => repositoryBody(call.world, one), more)
    },
  },
  'apps/create-from-manifest': { needs: 'nothing', handle: convertManifest },
}

const selectionOf = (installation: Installation | undefined) =>
  installation?.selection === 'all' ? 'all' : 'selected'

export function appOf({ caller }: Call): App {
  if (caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded')
  return caller.app
}

const installationsOf = (call: Call) => call.world.installations.filter((one) => one.app === appOf(call))

function installationOf(call: Call): Installation {
  const id = Number(call.params.installation_id)
  return found(installationsOf(call).find((one) => one.id === id))
}

function byAccount(call: Call, login = ''): Answer {
  const wanted = call.world.accounts.get(login.toLowerCase())
  return ok(installationBody(call.world, found(installationsOf(call).find((one) => one.account === wanted))))
}

interface TokenRequest {
  readonly repositories?: readonly string[]
  readonly repository_ids?: readonly number[]
  readonly permissions?: Permissions
}

/** A token may have less than the installation, in repositories (at most 500) and permissions, and never more. */
function createToken(call: Call): Answer {
  const { world } = call
  const installation = installationOf(call)
  if (installation.suspendedAt) throw new Refusal(403, 'This installation has been suspended')
  const { permissions, ...wanted } = (call.body ?? {}) as TokenRequest
  const repositories = chosen(world, installation, wanted)
  const granted: Permissions = { metadata: 'read', ...installation.permissions }
  if (Object.entries(permissions ?? {}).some(([name, level]) => !covers(granted[name], level)))
    throw new Refusal(422, 'The permissions requested are not granted to this installation.')
  const scope = { ...(repositories && { repositories }), ...(permissions && { permissions }) }
  const { secret, token } = issueToken(world, installation, scope)
  return created({
    token: secret,
    expires_at: world.clock.iso(token.expiresAt),
    permissions: permissionsOf(token),
    repository_selection: repositories ? 'selected' : selectionOf(installation),
    ...(repositories && { repositories: repositories.map((one) => repositoryBody(world, one)) }),
  })
}

function chosen(world: World, installation: Installation, wanted: TokenRequest): Repository[] | undefined {
  const { repositories: names, repository_ids: ids } = wanted
  if (!names && !ids) return undefined
  if ((names?.length ?? 0) + (ids?.length ?? 0) > 500)
    throw new Refusal(422, 'Cannot scope a token to more than 500 repositories.')
  const account = installation.account.login
  const found = [
    ...(names ?? []).map((name) => findRepository(world, `${account}/${name}`)),
    ...(ids ?? []).map((id) => world.repositories.find((one) => one.id === id)),
  ]
  const installed = installedOn(world, installation)
  const reached = found.filter((one) => one !== undefined && installed.includes(one)) as Repository[]
  if (reached.length < found.length) {
    const what =
      'There is at least one repository that does not exist or is not accessible to the parent installation.'
    throw new Refusal(422, what)
  }
  return reached
}

/** The code of the manifest flow is good for one conversion within an hour. */
function convertManifest({ world, params }: Call): Answer {
  const code = params.code ?? ''
  const { manifest, createdAt } = found(world.manifestCodes.get(code))
  world.manifestCodes.delete(code)
  found(world.clock.now() - createdAt < hours || undefined)
  const [owner] = world.accounts.values()
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = (key: typeof publicKey) =>
    key.export({ type: key.type === 'public' ? 'spki' : 'pkcs1', format: 'pem' })
  const app = registerApp(world, {
    name: manifest.name,
    owner: found(owner),
    externalUrl: manifest.url,
    publicKey: String(pem(publicKey)),
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
  })
  const secret = world.ids.secret(40)
  world.hooks.byApp.set(app, { id: app.id + 9000, url: manifest.hook_attributes?.url, secret })
  const secrets = {
    client_secret: world.ids.secret(40),
    webhook_secret: secret,
    pem: String(pem(privateKey)),
  }
  return created({ ...appBody(world, app), ...secrets })
}

/** What GitHub's page says of a manifest it does not take; undefined when it takes it. */
export function manifestProblem({
  default_events = [],
  default_permissions = {},
}: Manifest): string | undefined {
  const granted: Permissions = { metadata: 'read', ...default_permissions }
  const unsupported = default_events.filter((event) =>
    Object.entries(eventPermission[event] ?? {}).some(([name, level]) => !covers(granted[name], level)),
  )
  if (unsupported.length === 0) return undefined
  return `Default events are not supported by permissions: ${unsupported.join(', ')}`
}
