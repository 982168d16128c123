import { Secret } from '../core/secret.ts'
import { isPostgresUrl } from './postgres-url.ts'
import { type Environment, type Settings, settingsIn } from './settings.ts'

/** Where, and within which bounds, new migrations are tried out. */
export interface RehearsalConfiguration {
  /** `off`: nowhere. A server: of the operator's own, with the addresses for two roles of it. */
  readonly place: 'off' | 'embedded' | RehearsalServerUrls
  readonly atOnce: number
  /** For what one change adds to one history. */
  readonly seconds: number
  /** Of memory, for the process of one embedded server. */
  readonly megabytes: number
}

export interface RehearsalServerUrls {
  /** Makes and drops the databases. */
  readonly keeper: Secret
  /** The scripts run as this one, which may do nothing else. */
  readonly runner: Secret
}

/** What the environment says of rehearsals alone, for commands that need nothing else. */
export function rehearsalFrom(env: Environment): {
  readonly rehearsal: RehearsalConfiguration
  readonly problems: readonly string[]
} {
  const settings = settingsIn(env)
  return { rehearsal: rehearsalIn(settings), problems: settings.problems }
}

export function rehearsalIn(settings: Settings): RehearsalConfiguration {
  return {
    place: placeIn(settings),
    atOnce: settings.whole('SLUICE_REHEARSALS', { usual: 1, least: 1, most: 16 }),
    seconds: settings.whole('SLUICE_REHEARSAL_SECONDS', { usual: 10, least: 1, most: 600 }),
    megabytes: settings.whole('SLUICE_REHEARSAL_MEGABYTES', { usual: 700, least: 600, most: 4096 }),
  }
}

function placeIn(settings: Settings): RehearsalConfiguration['place'] {
  const choice = settings.choice('SLUICE_REHEARSAL', ['off', 'embedded'], 'embedded')
  const keeper = urlIn(settings, 'SLUICE_REHEARSAL_URL')
  const runner = urlIn(settings, 'SLUICE_REHEARSAL_RUNNER_URL')
  if (choice === 'off') return 'off'
  if (keeper && runner) return { keeper, runner }
  if (keeper ?? runner) {
    const missing = keeper ? 'SLUICE_REHEARSAL_RUNNER_URL' : 'SLUICE_REHEARSAL_URL'
    settings.problems.push(
      `${missing} is missing: on a server of your own one role makes the databases and another runs the scripts, and each needs its address. Set both, or neither for the embedded server.`,
    )
  }
  return 'embedded'
}

function urlIn(settings: Settings, name: string): Secret | undefined {
  const given = settings.text(name)
  if (given === undefined) return undefined
  if (isPostgresUrl(given)) return new Secret(given)
  settings.problems.push(
    `${name} is not an address of a Postgres server. Write postgres://user:password@host:5432/database, or leave it out for the embedded server.`,
  )
  return undefined
}
