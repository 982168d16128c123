import { createVerify } from 'node:crypto'
import { type Call, type Caller, Refusal } from './answer.ts'
import { hours } from './clock.ts'
import type { Account, App, Installation, Permissions, Repository, Token, World } from './world.ts'

/** Who sends the request, from its Authorization header; what GitHub does not know is 401. */
export function callerOf(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: 'nobody' }
  const [scheme = '', value = ''] = authorization.split(' ')
  const secret = scheme.toLowerCase() === 'basic' ? passwordOf(value) : value
  if (secret.split('.').length === 3 && !secret.startsWith('ghs_'))
    return { kind: 'app', app: appOf(world, secret) }
  const token = world.tokens.get(secret)
  if (!token || token.expiresAt <= world.clock.now()) throw new Refusal(401, 'Bad credentials')
  if (token.installation?.suspendedAt) throw new Refusal(403, 'This installation has been suspended')
  return { kind: 'token', token }
}

/** Git sends `x-access-token:TOKEN`. */
function passwordOf(basic: string): string {
  const text = Buffer.from(basic, 'base64').toString()
  return text.slice(text.indexOf(':') + 1)
}

/** The App that signed the JWT (RS256), if its claims hold: at most 10 minutes to live, not issued in the future. */
function appOf(world: World, jwt: string): App {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const { alg } = decoded(header)
  const claims = decoded(payload)
  if (alg !== 'RS256') throw new Refusal(401, 'A JSON web token could not be decoded')
  const app = world.apps.find((one) => claims.iss === one.clientId || String(claims.iss) === String(one.id))
  if (!app) throw new Refusal(404, 'Integration not found')
  const signed = app.publicKeys.some((key) =>
    createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(key, signature, 'base64url'),
  )
  if (!signed) throw new Refusal(401, 'A JSON web token could not be decoded')
  const now = world.clock.now() / 1000
  if (typeof claims.iat !== 'number' || claims.iat > now)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
  if (typeof claims.exp !== 'number' || claims.exp <= now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  if (claims.exp > now + 600)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
  return app
}

function decoded(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded')
  }
}

/** A token of the installation for one hour, with no more than the installation has. */
export function issueToken(
  world: World,
  installation: Installation,
  scope: { repositories?: readonly Repository[]; permissions?: Permissions },
): { secret: string; token: Token } {
  const secret = world.tokenForm === 'short' ? `ghs_${world.ids.secret(36)}` : longToken(world, installation)
  const token: Token = { installation, ...scope, expiresAt: world.clock.now() + hours }
  world.tokens.set(secret, token)
  return { secret, token }
}

/** The stateless form GitHub rolls out since 2026-04-27: `ghs_APPID_JWT`, far over 40 characters, with dots. */
function longToken(world: World, installation: Installation): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = part({ alg: 'ES256', typ: 'JWT' })
  const claims = part({ installation_id: installation.id, exp: Math.floor(world.clock.now() / 1000) + 3600 })
  return `ghs_${installation.app.id}_${header}.${claims}.${world.ids.secret(86)}`
}

/** What the installation reaches now. */
export function installedOn(world: World, installation: Installation): Repository[] {
  return world.repositories.filter(
    (one) =>
      one.owner === installation.account &&
      !one.deleted &&
      (installation.selection === 'all' || installation.selection.has(one)),
  )
}

/** What the token reaches now: its own choice, less what the installation lost since. */
export function reachOf(world: World, { installation, repositories }: Token): Repository[] {
  if (!installation) return []
  const installed = installedOn(world, installation)
  return repositories ? installed.filter((one) => repositories.includes(one)) : installed
}

/** Likewise for permissions. Every App reads metadata. */
export function permissionsOf({ installation, permissions }: Token): Permissions {
  const granted: Permissions = { metadata: 'read', ...installation?.permissions }
  if (!permissions) return granted
  const kept = Object.entries(permissions).filter(([name, level]) => covers(granted[name], level))
  return { metadata: 'read', ...Object.fromEntries(kept) }
}

const levels = ['read', 'write', 'admin']

export function covers(granted: string | undefined, needed: string): boolean {
  return granted !== undefined && levels.indexOf(granted) >= levels.indexOf(needed)
}

/** In whose name the caller writes. */
export function actorOf(call: Call): Account {
  const { caller } = call
  if (caller.kind === 'token') {
    const account = caller.token.account ?? caller.token.installation?.app.bot
    if (account) return account
  }
  throw new Refusal(401, 'Requires authentication')
}

/** The App that calls with an installation token. */
export function appOfCall({ caller }: Call): App | undefined {
  return caller.kind === 'token' ? caller.token.installation?.app : undefined
}
