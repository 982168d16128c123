import type { Rehearser } from '../rehearsal/rehearser.ts'
import type { RehearsalConfiguration } from './rehearsal-configuration.ts'

export interface OpeningRehearser {
  readonly place: Exclude<RehearsalConfiguration['place'], 'off'>
  readonly limits: Pick<RehearsalConfiguration, 'seconds' | 'megabytes'>
  /** Directory in which databases are kept from one rehearsal to the next. */
  readonly cache: string
  /** Hears why nothing can be rehearsed on the operator's server. */
  readonly onUnavailable?: (why: Unavailable) => void
}

interface Unavailable {
  /** A clause. */
  readonly message: string
  /** What to do about it, as a sentence. */
  readonly next: string
}

/** The rehearser that the operator wants. Loaded only here: one brings a driver, the other a whole Postgres. */
export async function openRehearser(opening: OpeningRehearser): Promise<Rehearser> {
  const { place, limits, cache, onUnavailable } = opening
  if (place === 'embedded') {
    throw new Error(`There is no embedded rehearser yet for ${cache}.`)
  }
  const { openServerRehearser } = await import('../rehearsal/server/rehearser.ts')
  return openServerRehearser({
    addresses: { keeper: place.keeper.reveal(), runner: place.runner.reveal() },
    seconds: limits.seconds,
    ...(onUnavailable && { onUnavailable }),
  })
}
