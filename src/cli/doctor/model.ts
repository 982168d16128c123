import type { ModelConfiguration } from '../../anthropic/configuration.ts'
import { type Check, ok } from './check.ts'

/** Whether the operator's models can be asked; to ask none is in order. Costs nothing: no message is sent. */
export async function checkModel(model: ModelConfiguration | undefined): Promise<readonly Check[]> {
  if (!model) return [ok('no model is asked: ANTHROPIC_API_KEY is not set')]
  const { checkModels } = await import('../../anthropic/check-models.ts')
  return checkModels(model)
}
