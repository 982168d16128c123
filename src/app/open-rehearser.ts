import type { Rehearser } from '../rehearsal/rehearser.ts'
import type { RehearsalConfiguration } from './rehearsal-configuration.ts'

export interface OpeningRehearser {
  readonly place: Exclude<RehearsalConfiguration['place'], 'off'>
  readonly limits: Limits
  /** Directory in which databases are kept from one rehearsal to the next; left out: where this user's caches belong. */
  readonly cache?: string
  /** Whether an embedded server is kept ready for a minute, as another rehearsal may come. */
  readonly spare: boolean
  /** Hears why nothing can be rehearsed on the operator's server. */
  readonly onUnavailable?: (why: Unavailable) => void
}

type Limits = Pick<RehearsalConfiguration, 'seconds' | 'megabytes'>

interface Unavailable {
  /** A clause. */
  readonly message: string
  /** What to do about it, as a sentence. */
  readonly next: string
}

/** The rehearser that the operator wants. Loaded only here: one brings a driver, the other a whole Postgres. */
export async function openRehearser(opening: OpeningRehearser): Promise<Rehearser> {
  const { place, limits, cache, spare, onUnavailable } = opening
  const { seconds, megabytes } = limits
  if (place === 'embedded') {
    const { openEmbeddedRehearser } = await import('../rehearsal/embedded/rehearser.ts')
    return openEmbeddedRehearser({
      ...{ seconds, megabytes, spareSeconds: spare ? 60 : 0 },
      ...(cache !== undefined && { directory: cache }),
    })
  }
  const { openServerRehearser } = await import('../rehearsal/server/rehearser.ts')
  return openServerRehearser({
    addresses: { keeper: place.keeper.reveal(), runner: place.runner.reveal() },
    seconds,
    ...(onUnavailable && { onUnavailable }),
  })
}
