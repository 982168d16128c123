import { join } from 'node:path'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { openRehearser } from './open-rehearser.ts'
import { openRehearsals, type Rehearsals } from './rehearsals.ts'

interface Parts {
  readonly configuration: Configuration
  readonly log: Log
  readonly metrics: Metrics
}

/** As the operator wants it; undefined where nothing is rehearsed. */
export function rehearsalsFor({ configuration, log, metrics }: Parts): Rehearsals | undefined {
  const { rehearsal, data } = configuration
  const { place } = rehearsal
  if (place === 'off') return undefined
  const isEmbedded = place === 'embedded'
  return openRehearsals({
    kind: isEmbedded ? 'embedded' : 'server',
    // On a server of the operator's one waits for the other anyway.
    atOnce: isEmbedded ? rehearsal.atOnce : 1,
    metrics,
    open: () =>
      openRehearser({
        ...{ place, limits: rehearsal, cache: join(data, 'rehearsal'), spare: true },
        onUnavailable: ({ message, next }) => log.error({ next }, `nothing is rehearsed: ${message}`),
      }),
  })
}
