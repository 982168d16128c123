import type { Command } from 'commander'
import { UsageError } from './exit.ts'

const setupNotes = `
GITHUB_SERVER_URL names a GitHub other than github.com.`

const startNotes = `
Settings come from the environment and from .env in the current folder, where
the environment does not say otherwise:
  APP_ID, WEBHOOK_SECRET, PRIVATE_KEY or PRIVATE_KEY_PATH
                        the App, as \`sluice setup\` writes them
  DATABASE_URL          a Postgres server; without it an embedded store
  SLUICE_DATA           folder of the embedded store and of fetched
                        repositories (./sluice-data)
  HOST, PORT            where to listen (127.0.0.1, 3000)
  GITHUB_SERVER_URL, GITHUB_API_URL
                        a GitHub other than github.com
  SLUICE_ROLE           all, web or worker (all)
  SLUICE_CONCURRENCY    reviews at once in this process (4)
  SLUICE_WORKERS        processes that review on this database (1); each
                        takes its share of what GitHub lets an App ask
  SLUICE_SWEEP_SECONDS  between looks for what was missed (300)
  SLUICE_RETENTION_DAYS how long finished work is kept (90)
  SLUICE_RETRY_SECONDS, SLUICE_MOST_ATTEMPTS
                        of a job that fails (2, 12)
  SLUICE_LEASE_SECONDS  until another worker takes over (30)
  SLUICE_EVALUATION_SECONDS
                        after which an evaluation is stopped (120)
  SLUICE_FETCH_BYTES, SLUICE_FETCH_SECONDS
                        of one fetch for one review (1 GiB, 120)
  SLUICE_CACHE_BYTES    of fetched repositories (10 GiB)
  SLUICE_REHEARSAL      where new migrations are run (embedded), or off
  SLUICE_REHEARSAL_URL, SLUICE_REHEARSAL_RUNNER_URL
                        a Postgres server for that instead, for its two roles
  SLUICE_REHEARSALS     rehearsals at once (1)
  SLUICE_REHEARSAL_SECONDS, SLUICE_REHEARSAL_MEGABYTES
                        of one rehearsal (10, 700)
  ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE, SLUICE_MODELS
                        a model to ask after the gate; without a key none
  ANTHROPIC_BASE_URL    a gateway that speaks its API
  SLUICE_MODEL_CONCURRENCY, SLUICE_MODEL_DELAY_SECONDS
                        changes asked about at once (2), and how long after
                        the gate (20)
  LOG_LEVEL, LOG_FORMAT info; json, or pretty on a terminal

Exit codes:
  0  told to stop, and everything that ran has ended
  2  a setting is missing or wrong
  3  the store cannot be opened, or Sluice itself failed`

interface Surroundings {
  readonly guided: (command: Command) => Command
  readonly finish: (code: Promise<number>) => Promise<void>
}

/** Adds the commands that make and run the GitHub App. */
export function addServing(sluice: Command, { guided, finish }: Surroundings): void {
  guided(sluice.command('setup'))
    .description('make a GitHub App in your browser and write its credentials to .env')
    .option('--host <host>', 'address of the set-up page', '127.0.0.1')
    .option('--port <port>', 'port of the set-up page', port, 3000)
    .option('--url <url>', 'where GitHub will reach the App: https://sluice.example.com')
    .option('--organization <name>', 'the organisation that owns the App (default: you)')
    .addHelpText('after', setupNotes)
    .action(async (options) => finish((await import('./setup.ts')).setUpCommand(options)))
  guided(sluice.command('start'))
    .description('run the GitHub App')
    .addHelpText('after', startNotes)
    .action(async () => finish((await import('./start.ts')).startCommand()))
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`--port ${text} is not a port.`, 'Write --port 3000, for example.')
}
