import { appClients } from '../github/app-client.ts'
import { type Database, isTransient, openDatabase } from '../store/database.ts'
import { jobCounts } from '../store/jobs.ts'
import type { Configuration } from './configuration.ts'
import { watchRequests } from './github-requests.ts'
import { takeIn } from './intake.ts'
import { type Log, logFor } from './log.ts'
import { metricsOf } from './metrics.ts'
import { type Reception, receive } from './receive.ts'
import { bodyReader, usualBodyLimits } from './request-body.ts'
import { type Listening, serve } from './server.ts'
import { version } from './version.ts'
import { patient, within } from './within.ts'

export interface RunningApp {
  readonly url: string
  readonly log: Log
  /** Drains: says so to probes, lets running jobs and requests end, and closes the store. */
  close(): Promise<void>
}

/** Kubernetes gives 30 seconds, and closing the store takes a moment too. */
const drainSeconds = 25
/** GitHub gives a webhook ten seconds; it must learn of a failure, or nobody sends it again. */
const storeMilliseconds = 8000

/** Puts the App together. Throws when the store cannot be opened or the address is taken. */
export async function startApp(configuration: Configuration): Promise<RunningApp> {
  const log = logFor(configuration)
  const { store } = configuration
  const database = await openDatabase('url' in store ? { url: store.url.reveal() } : store)
  const metrics = metricsOf(() => jobCounts(database))
  const stopWatching = watchRequests(configuration.endpoint.api, metrics.githubRequest)
  const doors = { isDraining: false }
  try {
    const server = await serve({
      ...{ host: configuration.host, port: configuration.port, metrics, log },
      ...(configuration.role !== 'worker' && {
        receive: receiver({ configuration, database, log, metrics }),
      }),
      unready: () => unready(database, doors),
    })
    // After the server: what cannot listen must not begin to work.
    const worker = await workerFor({ configuration, database, log, metrics })
    log.info({ role: configuration.role, version: version() }, `sluice listens on ${server.url}`)
    return {
      ...{ url: server.url, log },
      async close() {
        doors.isDraining = true
        log.info('draining: running jobs and requests end first')
        await worker?.drain(drainSeconds)
        await shut(server, database)
        stopWatching()
        log.info('sluice has stopped')
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

interface Parts extends Pick<Reception, 'log' | 'metrics'> {
  readonly configuration: Configuration
  readonly database: Database
}

async function workerFor(parts: Parts) {
  const { configuration, log } = parts
  if (configuration.role === 'web') return undefined
  const { startWorker } = await import('./worker.ts')
  const clients = appClients({
    appId: configuration.appId,
    privateKey: configuration.privateKey.reveal(),
    endpoint: configuration.endpoint,
    log,
    version: version(),
  })
  return startWorker({ ...parts, clients })
}

function receiver({ configuration, database, log, metrics }: Parts) {
  const { appId, webhookSecret } = configuration
  const reception: Reception = {
    ...{ secret: webhookSecret, read: bodyReader(usualBodyLimits), log, metrics },
    takeIn: (delivery) => patient(storeMilliseconds, takeIn(delivery, { database, appId, log })),
    isPassing: isTransient,
  }
  return (request: Parameters<typeof receive>[0]) => receive(request, reception)
}

async function unready(database: Database, doors: { readonly isDraining: boolean }) {
  if (doors.isDraining) return 'draining'
  const answered = await within(1000, database.query('SELECT 1'))
  return answered ? undefined : 'the store does not answer'
}

/** Webhooks are still taken while jobs end: storing one is quick, and GitHub would not send it again by itself. */
async function shut(server: Listening, database: Database): Promise<void> {
  await server.close(3000)
  await database.close()
}
