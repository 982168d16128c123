import { nodeId } from '../ids.ts'
import type { App, Installation, World } from '../world.ts'
import { accountBody } from './account.ts'

export function appBody(world: World, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    client_id: app.clientId,
    owner: accountBody(world, app.owner),
    name: app.name,
    description: '',
    external_url: app.externalUrl,
    html_url: `${world.urls.web}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: { metadata: 'read', ...app.permissions },
    events: app.events,
  }
}

export function installationBody(world: World, installation: Installation) {
  const { id, app, account, permissions, selection, createdAt, suspendedAt } = installation
  return {
    id,
    client_id: app.clientId,
    account: accountBody(world, account),
    repository_selection: selection === 'all' ? 'all' : 'selected',
    access_tokens_url: `${world.urls.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.urls.api}/installation/repositories`,
    html_url: `${world.urls.web}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: 'read', ...permissions },
    events: app.events,
    created_at: createdAt,
    updated_at: createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedAt === null ? null : accountBody(world, account),
    suspended_at: suspendedAt,
  }
}
