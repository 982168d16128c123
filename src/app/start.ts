import { appClients } from '../github/app-client.ts'
import { type Database, isTransient, openDatabase } from '../store/database.ts'
import { jobCounts } from '../store/jobs.ts'
import type { Configuration } from './configuration.ts'
import { connectModel } from './connected-model.ts'
import { watchRequests } from './github-requests.ts'
import { takeIn } from './intake.ts'
import { type Log, logFor } from './log.ts'
import { giveMemoryBack } from './memory.ts'
import { metricsOf } from './metrics.ts'
import { type Reception, receive } from './receive.ts'
import { bodyReader, usualBodyLimits } from './request-body.ts'
import { serve } from './server.ts'
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

/** Puts the App together. Throws when the address is taken or the store cannot be opened. */
export async function startApp(configuration: Configuration): Promise<RunningApp> {
  const log = logFor(configuration)
  const store = new Opening()
  const metrics = metricsOf(() => store.database.then(jobCounts))
  const parts = { configuration, log, metrics }
  // Before the store, which takes its time: the process is alive, and what cannot listen must not begin to work.
  const server = await serve({
    ...{ host: configuration.host, port: configuration.port, metrics, log },
    ...(configuration.role !== 'worker' && { receive: receiver(parts, store.database) }),
    unready: () => store.unready(),
  })
  const stopWatching = watchRequests(configuration.endpoint.api, metrics.githubRequest)
  const stopCollecting = giveMemoryBack()
  try {
    const database = await store.open(configuration)
    const worker = await workerFor(parts, database)
    log.info({ role: configuration.role, version: version() }, `sluice listens on ${server.url}`)
    return {
      ...{ url: server.url, log },
      async close() {
        store.isDraining = true
        log.info('draining: running jobs and requests end first')
        await worker?.drain(drainSeconds)
        // Webhooks are still taken while jobs end: storing one is quick, and GitHub would not send it again by itself.
        await server.close(3000)
        await store.close()
        stopWatching()
        stopCollecting()
        log.info('sluice has stopped')
      },
    }
  } catch (error) {
    await server.close(0)
    await store.close()
    throw error
  }
}

/** The store, from before it is open to the end. */
class Opening {
  isDraining = false
  #database: Database | undefined
  readonly #opened = Promise.withResolvers<Database>()

  get database(): Promise<Database> {
    return this.#opened.promise
  }

  async open({ store }: Configuration): Promise<Database> {
    const database = await openDatabase('url' in store ? { url: store.url.reveal() } : store)
    this.#database = database
    this.#opened.resolve(database)
    return database
  }

  async close(): Promise<void> {
    await this.#database?.close()
  }

  /** Why no traffic should come, for probes. */
  async unready(): Promise<string | undefined> {
    if (this.isDraining) return 'draining'
    if (!this.#database) return 'starting'
    const answered = await within(1000, this.#database.query('SELECT 1'))
    return answered ? undefined : 'the store does not answer'
  }
}

interface Parts extends Pick<Reception, 'log' | 'metrics'> {
  readonly configuration: Configuration
}

async function workerFor(parts: Parts, database: Database) {
  const { configuration, log } = parts
  if (configuration.role === 'web') return undefined
  const { startWorker } = await import('./worker.ts')
  const clients = appClients({
    appId: configuration.appId,
    privateKey: configuration.privateKey.reveal(),
    endpoint: configuration.endpoint,
    workers: configuration.workers,
    log,
    version: version(),
  })
  const model = await connectModel(parts)
  return startWorker({ ...parts, database, clients, ...(model && { model }) })
}

/** A webhook that comes while the store is being opened waits for it, as long as GitHub does. */
function receiver({ configuration, log, metrics }: Parts, opened: Promise<Database>) {
  const { appId, webhookSecret } = configuration
  const reception: Reception = {
    ...{ secret: webhookSecret, read: bodyReader(usualBodyLimits), log, metrics },
    takeIn: (delivery) =>
      patient(
        storeMilliseconds,
        opened.then((database) => takeIn(delivery, { database, appId, log })),
      ),
    isPassing: isTransient,
  }
  return (request: Parameters<typeof receive>[0]) => receive(request, reception)
}
