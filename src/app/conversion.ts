import { randomBytes } from 'node:crypto'
import { Octokit } from '@octokit/rest'

/** What GitHub gives for the code of a new App, once. */
export interface Credentials {
  readonly appId: number
  readonly slug: string
  readonly webUrl: string
  readonly privateKey: string
  readonly webhookSecret: string
  /** GitHub made no secret, so it does not know this one. */
  readonly secretIsOurs: boolean
}

/** Exchanges the code that GitHub sent the browser back with. It works once, within an hour. */
export async function convertCode(code: string, api: string): Promise<Credentials> {
  const octokit = new Octokit({ baseUrl: api, log: silent, request: { timeout: 30_000 } })
  const { data } = await octokit.rest.apps.createFromManifest({ code })
  return {
    appId: data.id,
    slug: data.slug ?? '',
    webUrl: data.html_url,
    privateKey: data.pem,
    webhookSecret: data.webhook_secret ?? randomBytes(32).toString('hex'),
    secretIsOurs: data.webhook_secret === null,
  }
}

// The code is in the address, and addresses are what Octokit logs.
const quiet = () => undefined
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }
