import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { field } from './fields.ts'

/** Where the App will be reached, and where GitHub sends the browser back to. */
export interface Addresses {
  /** Public address of the server; undefined while there is none yet: then webhooks are off. */
  readonly publicUrl: string | undefined
  readonly redirect: string
  /** Web address of GitHub, the App's homepage while it has no other. */
  readonly github: string
}

/** What GitHub makes an App of: `app.yml`, with the addresses of this installation. */
export function manifestFor({ publicUrl, redirect, github }: Addresses): object {
  const app = load(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'))
  const base = publicUrl?.replace(/\/+$/, '')
  return {
    ...{ name: field(app, 'name'), description: field(app, 'description'), public: false },
    url: base ?? github,
    redirect_url: redirect,
    // GitHub takes no App whose webhooks go to an address it cannot reach.
    hook_attributes: {
      url: `${base ?? 'https://example.com'}/api/github/webhooks`,
      active: base !== undefined,
    },
    default_permissions: field(app, 'default_permissions'),
    default_events: field(app, 'default_events'),
  }
}
