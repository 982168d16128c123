import { readFileSync } from 'node:fs'
import { type ModelConfiguration, modelConfiguration } from '../../anthropic/configuration.ts'
import { type Check, ok } from './check.ts'

/** Whether the operator's models can be asked; to ask none is in order. Costs nothing: no message is sent. */
export async function checkModel(model: ModelConfiguration | undefined): Promise<readonly Check[]> {
  if (!model) return [ok('no model is asked: ANTHROPIC_API_KEY is not set')]
  const { checkModels } = await import('../../anthropic/check-models.ts')
  return checkModels(model)
}

/** The same where the rest of the App is not set up, as for whoever only uses the command line; what is wrong with the variables is told already. */
export async function checkModelAlone(): Promise<readonly Check[]> {
  const configured = modelConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  return configured.ok && configured.configuration ? checkModel(configured.configuration) : []
}
