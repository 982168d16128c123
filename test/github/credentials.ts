import { createSign } from 'node:crypto'
import { manifestProblem } from './apps.ts'
import { installOn } from './installation-handle.ts'
import { personNamed, registerApp } from './new-app.ts'
import { issueToken } from './tokens.ts'
import {
  type Account,
  type App,
  findRepository,
  type Manifest,
  type Permissions,
  type World,
} from './world.ts'

// Keys and tokens, as people and Apps come by them.

export function signJwt(world: World, app: App, key: string, claims: Record<string, unknown> = {}): string {
  const now = Math.floor(world.clock.now() / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const payload = { iat: now - 60, exp: now + 540, iss: app.clientId, ...claims }
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`
}

export function installationOf(world: World, app: App, login?: string) {
  const found = world.installations.find(
    (one) => one.app === app && (login === undefined || one.account.login === login),
  )
  if (!found) throw new Error(`${app.slug} is not installed on ${login ?? 'anything'}`)
  return found
}

export function personalToken(world: World, login: string): string {
  const secret = `ghp_${world.ids.secret(36)}`
  world.tokens.set(secret, { account: personNamed(world, login), expiresAt: Number.POSITIVE_INFINITY })
  return secret
}

const actionsAppId = 15_368

export function actionsToken(world: World, name: string, permissions: Permissions): string {
  const repository = findRepository(world, name)
  if (!repository) throw new Error(`There is no ${name}`)
  const known = world.apps.find(({ id }) => id === actionsAppId)
  const app = known ?? bareApp(world, 'GitHub Actions', repository.owner, permissions, actionsAppId)
  const installed = world.installations.find((one) => one.app === app && one.account === repository.owner)
  const installation = installed ?? installOn(world, app, repository.owner)
  installation.permissions = permissions
  return issueToken(world, installation, { repositories: [repository], permissions }).secret
}

export function otherApp(world: World, name: string, login: string, permissions: Permissions) {
  const app = bareApp(world, name, personNamed(world, login), permissions)
  const { secret } = issueToken(world, installOn(world, app, app.owner), {})
  return { id: app.id, token: secret }
}

function bareApp(world: World, name: string, owner: Account, permissions: Permissions, id?: number): App {
  const given = { name, owner, externalUrl: 'https://other.example', publicKey: '', permissions, events: [] }
  return registerApp(world, { ...given, ...(id !== undefined && { id }) })
}

export function submitManifest(world: World, manifest: Manifest): string {
  const problem = manifestProblem(manifest)
  if (problem !== undefined) throw new Error(problem)
  const code = world.ids.secret(40)
  world.manifestCodes.set(code, { manifest, createdAt: world.clock.now() })
  return code
}
