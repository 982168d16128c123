import type { Limits } from '../review/budget.ts'
import type { Model } from '../review/model.ts'
import type { Configuration } from './configuration.ts'
import { type Evaluator, openEvaluator } from './evaluator.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Rehearsals } from './rehearsals.ts'
import { rehearsalsFor } from './rehearsals-for.ts'

/** The operator's model, and what may be spent on it whatever a policy says. */
export interface ConnectedModel {
  readonly model: Model
  readonly limits: Limits
}

/**
 * What a question to the model is worked out and asked with. None of it is shared with the gate, which would have to wait for it: a process
 * that reads changes again, behind all others, and a stage to try suggestions on.
 */
export interface AskingMeans extends ConnectedModel {
  readonly evaluator: Evaluator
  /** Left out: nothing is rehearsed. */
  readonly rehearsals?: Rehearsals
  /** Aborted when this process is asked to end. */
  readonly stopping: AbortSignal
  stop(): void
  close(): Promise<void>
}

interface Parts {
  readonly configuration: Configuration
  readonly log: Log
  readonly metrics: Metrics
}

export function openAskingMeans(parts: Parts, connected: ConnectedModel): AskingMeans {
  const { evaluationSeconds, rehearsal } = parts.configuration
  const evaluator = openEvaluator({ seconds: evaluationSeconds, children: 1, isBehind: true })
  const rehearsals = rehearsalsFor({
    ...parts,
    // On a server of the operator's one rehearsal waits for the other, and the gate's must not.
    configuration: { ...parts.configuration, rehearsal: { ...rehearsal, ...aside(rehearsal.place) } },
  })
  const stopping = new AbortController()
  return {
    ...{ ...connected, evaluator, stopping: stopping.signal },
    ...(rehearsals && { rehearsals }),
    stop: () => stopping.abort(),
    close: async () => {
      await evaluator.close()
      await rehearsals?.close()
    },
  }
}

const aside = (place: Configuration['rehearsal']['place']) =>
  ({ place: place === 'off' ? 'off' : 'embedded', atOnce: 1 }) as const
