import type { Model } from '../review/model.ts'
import type { ConnectedModel } from './asking-means.ts'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

interface Parts {
  readonly configuration: Configuration
  readonly log: Log
  readonly metrics: Metrics
}

/**
 * The operator's model, counted; undefined without a key. Whether the server knows the models is asked beside, and told in the log: trouble
 * with a model is none of the gate's.
 */
export async function connectModel({
  configuration: { model },
  log,
  metrics,
}: Parts): Promise<ConnectedModel | undefined> {
  if (!model) return undefined
  // Loaded only here: without a key nobody needs the client.
  const { openModel } = await import('../anthropic/open-model.ts')
  void lookAtModels(model, log)
  return { model: counted(openModel(model), metrics), limits: model.budget }
}

async function lookAtModels(model: NonNullable<Configuration['model']>, log: Log): Promise<void> {
  const { checkModels } = await import('../anthropic/check-models.ts')
  try {
    for (const { result, what, next } of await checkModels(model))
      if (result === 'ok') log.info(what)
      else log.warn({ next }, what)
  } catch (error) {
    log.warn({ err: error }, 'the models could not be looked at')
  }
}

function counted(model: Model, metrics: Metrics): Model {
  return {
    ...model,
    async ask(asking, signal) {
      const answered = await model.ask(asking, signal)
      metrics.modelCall(answered.ok ? 'answered' : answered.kind, answered.call)
      return answered
    },
  }
}
