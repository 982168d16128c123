import { installationBody } from './bodies/app.ts'
import { nodeId } from './ids.ts'
import { installedOn } from './tokens.ts'
import {
  type Account,
  type App,
  findRepository,
  fullName,
  type Installation,
  type Permissions,
  type World,
} from './world.ts'

/** What an organisation's owner does with an installation. Webhooks tell the App of each. */
export interface InstallationHandle {
  readonly id: number
  /** Accepts new permissions, or takes some away; tokens already issued lose them too. */
  setPermissions(permissions: Permissions): void
  suspend(): void
  unsuspend(): void
  /** Only these repositories from now on. */
  select(names: readonly string[]): void
  remove(): void
}

export function installOn(world: World, app: App, account: Account): Installation {
  const installation: Installation = {
    id: world.ids.next('installation'),
    app,
    account,
    permissions: app.permissions,
    selection: 'all',
    suspendedAt: null,
    createdAt: world.clock.iso(),
  }
  world.installations.push(installation)
  tell(world, installation, 'installation', 'created', { repositories: repositoriesOf(world, installation) })
  return installation
}

export function installationHandle(world: World, app: App, login: string): InstallationHandle {
  const account = world.accounts.get(login.toLowerCase())
  const installation = world.installations.find((one) => one.app === app && one.account === account)
  if (!installation) throw new Error(`${app.slug} is not installed on ${login}`)
  return {
    id: installation.id,
    setPermissions(permissions) {
      installation.permissions = permissions
      tell(world, installation, 'installation', 'new_permissions_accepted')
    },
    suspend() {
      tell(world, installation, 'installation', 'suspend')
      installation.suspendedAt = world.clock.iso()
    },
    unsuspend() {
      installation.suspendedAt = null
      tell(world, installation, 'installation', 'unsuspend')
    },
    select: (names) => select(world, installation, names),
    remove() {
      tell(world, installation, 'installation', 'deleted')
      world.installations.splice(world.installations.indexOf(installation), 1)
      for (const [secret, token] of world.tokens)
        if (token.installation === installation) world.tokens.delete(secret)
    },
  }
}

function select(world: World, installation: Installation, names: readonly string[]): void {
  const before = installedOn(world, installation)
  const wanted = names.map((name) => findRepository(world, name)).filter((one) => one !== undefined)
  installation.selection = new Set(wanted)
  const short = (list: typeof wanted) => list.map((one) => repositoryItem(one))
  const added = wanted.filter((one) => !before.includes(one))
  const removed = before.filter((one) => !wanted.includes(one))
  const payload = {
    repository_selection: 'selected',
    repositories_added: short(added),
    repositories_removed: short(removed),
    requester: null,
  }
  if (added.length > 0) tell(world, installation, 'installation_repositories', 'added', payload)
  if (removed.length > 0) tell(world, installation, 'installation_repositories', 'removed', payload)
}

function tell(
  world: World,
  installation: Installation,
  event: string,
  action: string,
  more: object = {},
): void {
  const sender = [...installation.account.members][0] ?? installation.account
  const payload = () => ({ installation: installationBody(world, installation), ...more })
  world.hooks.emit({ event, action, installation, sender, payload })
}

function repositoriesOf(world: World, installation: Installation) {
  return installedOn(world, installation).map(repositoryItem)
}

function repositoryItem(repository: Parameters<typeof fullName>[0]) {
  const { id, name } = repository
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName(repository),
    private: repository.private,
  }
}
