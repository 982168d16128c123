import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ModelConfiguration, modelConfiguration } from '../anthropic/configuration.ts'
import { Secret } from '../core/secret.ts'
import { type Endpoint, endpointOf } from '../github/endpoint.ts'
import { isPostgresUrl } from './postgres-url.ts'
import { privateKeyIn } from './private-key.ts'
import { type RehearsalConfiguration, rehearsalIn } from './rehearsal-configuration.ts'
import { type Environment, type Settings, settingsIn } from './settings.ts'

/** What an operator decides, read from the environment once. */
export interface Configuration {
  readonly appId: number
  /** PEM. */
  readonly privateKey: Secret
  readonly webhookSecret: Secret
  /** A Postgres server, else the directory of the embedded store. */
  readonly store: { readonly url: Secret } | { readonly directory: string }
  /** Directory of the embedded store and of the git cache. */
  readonly data: string
  /** Of the git cache. */
  readonly cacheBytes: number
  readonly host: string
  readonly port: number
  /** Addresses of GitHub. */
  readonly endpoint: Endpoint
  readonly role: 'all' | 'web' | 'worker'
  /** Jobs that run at once in this process. */
  readonly concurrency: number
  /** Processes that work on this database: each asks GitHub for its share of what may be asked. */
  readonly workers: number
  readonly leaseSeconds: number
  readonly sweepSeconds: number
  readonly retentionDays: number
  /** Before the second attempt of a job; longer before each later one. */
  readonly retrySeconds: number
  readonly mostAttempts: number
  /** After which an evaluation is stopped, and the check says so. */
  readonly evaluationSeconds: number
  /** What is fetched of a repository for one review, at most. */
  readonly fetch: { readonly bytes: number; readonly seconds: number }
  readonly rehearsal: RehearsalConfiguration
  /** Left out: there is no key, and no model is asked. */
  readonly model?: ModelConfiguration
  /** Changes about which a model is asked at once, in slots beside `concurrency`, and how long after the gate: pushes may follow. */
  readonly asks: { readonly atOnce: number; readonly delaySeconds: number }
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'pretty' }
}

export type Configured =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly string[] }

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
type LogLevel = (typeof logLevels)[number]

/** Reads the environment, or says everything that is wrong with it: the variable, what, and what to do. Never prints a value that may be secret. */
export function configurationFrom(
  env: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Configured {
  const settings = settingsIn(env)
  const app = appIn(settings, readFile)
  const place = placeIn(settings)
  const endpoint = endpointIn(settings)
  const model = modelConfiguration(env, readFile)
  if (!model.ok) settings.problems.push(...model.problems)
  const rest = {
    ...{ ...networkIn(settings), ...workIn(settings), rehearsal: rehearsalIn(settings) },
    ...(model.ok && model.configuration && { model: model.configuration }),
  }
  if (!app || !place || !endpoint || settings.problems.length > 0)
    return { ok: false, problems: settings.problems }
  return { ok: true, configuration: { ...app, ...place, endpoint, ...rest } }
}

/** Where the store is, for commands that need nothing else; undefined with the problems that were found. */
export function storeFrom(env: Environment): {
  readonly place?: Pick<Configuration, 'store' | 'data'>
  readonly problems: readonly string[]
} {
  const settings = settingsIn(env)
  const place = placeIn(settings)
  return { problems: settings.problems, ...(place && settings.problems.length === 0 && { place }) }
}

function appIn(settings: Settings, readFile: (path: string) => string) {
  const appId = appIdIn(settings)
  const pem = privateKeyIn(settings, readFile)
  const webhookSecret = webhookSecretIn(settings)
  if (appId === undefined || pem === undefined || webhookSecret === undefined) return undefined
  return { appId, privateKey: new Secret(pem), webhookSecret: new Secret(webhookSecret) }
}

function appIdIn(settings: Settings): number | undefined {
  const given = settings.text('APP_ID')
  if (given !== undefined && /^[1-9]\d{0,14}$/.test(given)) return Number(given)
  const what = given === undefined ? 'is missing' : 'is not a number'
  settings.problems.push(
    `APP_ID ${what}. It stands on the settings page of the App; \`sluice setup\` makes an App and writes it into .env.`,
  )
  return undefined
}

/** Without a secret anybody could send webhooks; Probot's stand-in is public. */
function webhookSecretIn(settings: Settings): string | undefined {
  const given = settings.text('WEBHOOK_SECRET')
  const problem =
    given === undefined
      ? 'is missing'
      : given === 'development'
        ? 'is a word that everybody knows'
        : given.length < 16
          ? 'is shorter than 16 characters'
          : undefined
  if (problem === undefined) return given
  settings.problems.push(
    `WEBHOOK_SECRET ${problem}. Set a long random text (\`openssl rand -hex 32\`), the same as on the settings page of the App.`,
  )
  return undefined
}

function placeIn(settings: Settings) {
  const data = settings.text('SLUICE_DATA') ?? './sluice-data'
  const url = settings.text('DATABASE_URL')
  const role = settings.choice('SLUICE_ROLE', ['all', 'web', 'worker'], 'all')
  if (url !== undefined && !isPostgresUrl(url)) {
    settings.problems.push(
      'DATABASE_URL is not an address of a Postgres server. Write postgres://user:password@host:5432/database, or leave it out for the embedded store.',
    )
    return undefined
  }
  if (url === undefined && role !== 'all') {
    settings.problems.push(
      `DATABASE_URL is missing, and SLUICE_ROLE=${role} shares its database with other processes, which the embedded store cannot. Set it, or leave SLUICE_ROLE out.`,
    )
  }
  const store = url === undefined ? { directory: join(data, 'store') } : { url: new Secret(url) }
  return { store, role, data }
}

function networkIn(settings: Settings) {
  return {
    host: settings.text('HOST') ?? '127.0.0.1',
    port: settings.whole('PORT', { usual: 3000, least: 0, most: 65_535 }),
  }
}

function endpointIn(settings: Settings): Endpoint | undefined {
  const [server, api] = [settings.text('GITHUB_SERVER_URL'), settings.text('GITHUB_API_URL')]
  const web = addressIn('GITHUB_SERVER_URL', { ...(server !== undefined && { server }) }, settings)
  const both = addressIn('GITHUB_API_URL', { ...(api !== undefined && { api }) }, settings)
  return web && both && { ...web, ...(api !== undefined && { api: both.api }) }
}

function addressIn(name: string, given: Parameters<typeof endpointOf>[0], settings: Settings) {
  try {
    return endpointOf(given)
  } catch (error) {
    settings.problems.push(`${name}: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

function workIn(settings: Settings) {
  return {
    concurrency: settings.whole('SLUICE_CONCURRENCY', { usual: 4, least: 1, most: 64 }),
    workers: settings.whole('SLUICE_WORKERS', { usual: 1, least: 1, most: 16 }),
    leaseSeconds: settings.whole('SLUICE_LEASE_SECONDS', { usual: 30, least: 1, most: 3600 }),
    sweepSeconds: settings.whole('SLUICE_SWEEP_SECONDS', { usual: 300, least: 1, most: 86_400 }),
    retentionDays: settings.whole('SLUICE_RETENTION_DAYS', { usual: 90, least: 4, most: 36_500 }),
    retrySeconds: settings.whole('SLUICE_RETRY_SECONDS', { usual: 2, least: 0, most: 3600 }),
    evaluationSeconds: settings.whole('SLUICE_EVALUATION_SECONDS', { usual: 120, least: 1, most: 3600 }),
    fetch: {
      bytes: settings.whole('SLUICE_FETCH_BYTES', {
        usual: 1024 ** 3,
        least: 1,
        most: Number.MAX_SAFE_INTEGER,
      }),
      seconds: settings.whole('SLUICE_FETCH_SECONDS', { usual: 120, least: 1, most: 3600 }),
    },
    asks: {
      atOnce: settings.whole('SLUICE_MODEL_CONCURRENCY', { usual: 2, least: 1, most: 16 }),
      delaySeconds: settings.whole('SLUICE_MODEL_DELAY_SECONDS', { usual: 20, least: 0, most: 3600 }),
    },
    mostAttempts: settings.whole('SLUICE_MOST_ATTEMPTS', { usual: 12, least: 1, most: 1000 }),
    cacheBytes: settings.whole('SLUICE_CACHE_BYTES', {
      usual: 10 * 1024 ** 3,
      least: 1024 ** 2,
      most: Number.MAX_SAFE_INTEGER,
    }),
    log: {
      level: settings.choice('LOG_LEVEL', logLevels, 'info'),
      format: settings.choice('LOG_FORMAT', ['json', 'pretty'], 'pretty'),
    },
  }
}
