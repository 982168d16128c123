import type { Account, App, Permissions, World } from './world.ts'

export interface NewApp {
  readonly name: string
  readonly owner: Account
  readonly externalUrl: string
  readonly publicKey: string
  readonly permissions: Permissions
  readonly events: readonly string[]
  readonly id?: number
}

export function registerApp(world: World, { publicKey, id, ...given }: NewApp): App {
  const slug = given.name.toLowerCase().replace(/\W+/g, '-')
  const app: App = {
    id: id ?? world.ids.next('app'),
    slug,
    clientId: `Iv23li${world.ids.secret(14)}`,
    bot: addAccount(world, `${slug}[bot]`, 'Bot'),
    publicKeys: [publicKey],
    createdAt: world.clock.iso(),
    ...given,
  }
  world.apps.push(app)
  return app
}

export function addAccount(world: World, login: string, type: Account['type']): Account {
  const account = {
    id: world.ids.next('account'),
    login,
    type,
    members: new Set<Account>(),
    teams: new Map(),
  }
  world.accounts.set(login.toLowerCase(), account)
  return account
}

/** Somebody nobody heard of becomes a person. */
export function personNamed(world: World, login = 'ada'): Account {
  return world.accounts.get(login.toLowerCase()) ?? addAccount(world, login, 'User')
}
