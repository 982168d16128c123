import type { Rehearser } from '../rehearsal/rehearser.ts'
import type { Configuration } from './configuration.ts'
import type { Metrics } from './metrics.ts'
import { openRehearsals, type Rehearsals } from './rehearsals.ts'

export type { Rehearsals } from './rehearsals.ts'

interface Parts {
  readonly configuration: Configuration
  readonly metrics: Metrics
}

/** As the operator wants it; undefined where nothing is rehearsed. What is opened is loaded only then: either brings a driver or a whole Postgres. */
export function rehearsalsFor({ configuration, metrics }: Parts): Rehearsals | undefined {
  const { place, atOnce } = configuration.rehearsal
  if (place === 'off' || place === 'embedded') return undefined
  return openRehearsals({ kind: 'server', atOnce, open: () => opened(configuration), metrics })
}

async function opened({ rehearsal }: Configuration): Promise<Rehearser> {
  throw new Error(`not there yet ${rehearsal.seconds}`)
}
