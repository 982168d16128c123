import { configurationFrom } from '../app/configuration.ts'
import { type RunningApp, startApp } from '../app/start.ts'
import { StoreUnavailable } from '../store/database.ts'
import { loadEnvironmentFile } from './environment.ts'
import { exit, UsageError } from './exit.ts'

/** `sluice start`: runs the App until it is told to stop. */
export async function startCommand(): Promise<number> {
  loadEnvironmentFile()
  const configured = configurationFrom(process.env)
  if (!configured.ok) throw cannotStart(configured.problems)
  const app = await startApp(configured.configuration).catch((error: unknown) => {
    throw startProblem(error)
  })
  crashLoudly(app)
  await stopSignal()
  await app.close()
  // Connections to GitHub are kept open for reuse and would hold the process.
  process.exit(exit.ok)
}

function cannotStart(problems: readonly string[]): UsageError {
  const many = problems.length === 1 ? 'one setting' : `${problems.length} settings`
  return new UsageError(
    `the App cannot start: ${many} must be mended.\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  )
}

function startProblem(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return new UsageError(error.message, error.next, exit.notEvaluated)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new UsageError(
      'HOST and PORT name an address that another process listens on.',
      'Set PORT to a free one.',
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES')
    return new UsageError(
      `HOST and PORT name an address that this process cannot listen on (${code}).`,
      'Set HOST to an address of this machine, 0.0.0.0 for all, and PORT to one above 1023.',
    )
  return error
}

/** Resolves at the first signal; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let first = 0
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the parent as well, and bin/sluice.js passes it on: that is one signal, not two.
      if (first !== 0 && performance.now() - first > 300) process.exit(signal === 'SIGINT' ? 130 : 143)
      first ||= performance.now()
      resolve()
    })
  return promise
}

/** An error that nobody caught is a bug: it goes to the log, which has no secrets, and the process is started anew by whoever runs it. */
function crashLoudly({ log }: RunningApp): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (err: unknown) => {
      log.fatal({ err }, 'a bug in Sluice ends this process')
      process.exit(exit.notEvaluated)
    })
}
