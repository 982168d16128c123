import { existsSync } from 'node:fs'
import { configurationFrom, storeFrom } from '../app/configuration.ts'
import { redactor } from '../app/redact.ts'
import { secretsOf } from '../app/secrets-of.ts'
import { oneLine } from '../render/visible.ts'
import { type Database, openDatabase, StoreUnavailable } from '../store/database.ts'
import { loadEnvironmentFile } from './environment.ts'
import { exit, UsageError } from './exit.ts'

/** Does something with the store of `sluice start`, which is there already: no command but that one makes it. */
export async function withStore<T>(work: (db: Database) => Promise<T>): Promise<T> {
  loadEnvironmentFile()
  const { place, problems } = storeFrom(process.env)
  if (!place) throw new UsageError(problems.join('\n'), 'Set the variables of `sluice start`.')
  const { store } = place
  if ('directory' in store && !existsSync(store.directory)) {
    throw new UsageError(
      `There is no embedded store in ${oneLine(store.directory)}.`,
      'Run this in the working directory of `sluice start`, or set its SLUICE_DATA or DATABASE_URL.',
    )
  }
  const db = await opened('url' in store ? { url: store.url.reveal(), connections: 2 } : store)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

async function opened(place: Parameters<typeof openDatabase>[0]): Promise<Database> {
  try {
    return await openDatabase(place)
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    throw new UsageError(oneLine(error.message), oneLine(error.next), exit.notEvaluated)
  }
}

/** Cuts the operator's secrets, and whatever looks like one, out of texts that are printed. */
export function withoutSecrets(env: NodeJS.ProcessEnv = process.env): (text: string) => string {
  const configured = configurationFrom(env)
  const secrets = configured.ok ? secretsOf(configured.configuration) : urls.map((name) => env[name] ?? '')
  return redactor([...secrets, ...texts.map((name) => (env[name] ?? '').trim())])
}

const texts = ['WEBHOOK_SECRET', 'PRIVATE_KEY', 'ANTHROPIC_API_KEY']
const urls = ['DATABASE_URL', 'SLUICE_REHEARSAL_URL', 'SLUICE_REHEARSAL_RUNNER_URL']
