import { addVariables, alreadySet } from '../app/environment-file.ts'
import { setUp } from '../app/set-up.ts'
import { endpointOf } from '../github/endpoint.ts'
import { oneLine } from '../render/visible.ts'
import { loadEnvironmentFile } from './environment.ts'
import { exit, UsageError } from './exit.ts'
import { reason } from './output.ts'

export interface SetUpCommandOptions {
  readonly host: string
  readonly port: number
  readonly url?: string
  readonly organization?: string
}

const names = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET']

/** `sluice setup`: makes a GitHub App from app.yml and writes its credentials into .env. */
export async function setUpCommand({ host, port, url, organization }: SetUpCommandOptions): Promise<number> {
  refuseIfSet()
  loadEnvironmentFile()
  if (url !== undefined && !isWebAddress(url))
    throw new UsageError(
      '--url is not a web address.',
      'Write --url https://sluice.example.com, for example.',
    )
  const { GITHUB_SERVER_URL: server, GITHUB_API_URL: api } = process.env
  const endpoint = endpoints(server, api)
  const made = await setUp({
    ...{ host, port, endpoint, say },
    ...(url !== undefined && { publicUrl: url }),
    ...(organization !== undefined && { organization }),
  }).catch((error: unknown) => {
    throw new UsageError(
      `The set-up page cannot be served: ${reason(error)}.`,
      'Name a free port with --port.',
    )
  })
  const file = addVariables(process.cwd(), {
    ...{ APP_ID: String(made.appId), PRIVATE_KEY: made.privateKey, WEBHOOK_SECRET: made.webhookSecret },
    ...(server &&
      alreadySet(process.cwd(), ['GITHUB_SERVER_URL']).length === 0 && { GITHUB_SERVER_URL: server }),
    ...(api && alreadySet(process.cwd(), ['GITHUB_API_URL']).length === 0 && { GITHUB_API_URL: api }),
  })
  say(
    nextSteps({ file, webUrl: made.webUrl, isReachable: url !== undefined, secretIsOurs: made.secretIsOurs }),
  )
  return exit.ok
}

/** Before an App is made whose credentials would have no place. */
function refuseIfSet(): void {
  const set = alreadySet(process.cwd(), names)
  if (set.length === 0) return
  throw new UsageError(
    `.env sets ${set.join(', ')} already: there is an App.`,
    'Run this in another folder, or move .env away first.',
  )
}

function endpoints(server: string | undefined, api: string | undefined) {
  try {
    return endpointOf({ ...(server && { server }), ...(api && { api }) })
  } catch (error) {
    throw new UsageError(reason(error))
  }
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
}

interface Outcome {
  readonly file: string
  readonly webUrl: string
  readonly isReachable: boolean
  readonly secretIsOurs: boolean
}

function nextSteps({ file, webUrl, isReachable, secretIsOurs }: Outcome): string {
  const steps = [
    ...(file === '.env'
      ? []
      : [`Move ${file} to .env: there was one that set the same variables, and it was kept.`]),
    `Install the App on your repositories: ${oneLine(webUrl)}/installations/new`,
    'Start it: sluice start',
    ...(isReachable
      ? []
      : [
          'In the settings of the App, set the webhook URL to https://<your address>/api/github/webhooks and make it active.',
        ]),
    ...(secretIsOurs ? [`In the settings of the App, set the webhook secret to the one in ${file}.`] : []),
    'Require the check `Sluice` in the branch protection, with this App as its source.',
  ]
  return [
    '',
    `The App is made; its credentials are in ${file}. Next:`,
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
  ].join('\n')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
