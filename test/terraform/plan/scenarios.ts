import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from '../../../src/core/terraform/configuration.ts'
import type { Plan } from '../../../src/core/terraform/plan.ts'
import { configurationsOf, rootsIn } from '../../../src/terraform/configuration/configurations.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { parseHcl } from '../../../src/terraform/hcl/parse-hcl.ts'
import type { HclFile } from '../../../src/terraform/hcl/syntax.ts'
import { readPlan } from '../../../src/terraform/plan/read-plan.ts'

const plans = join(import.meta.dirname, '../../../fixtures/plans')

/** Real plans with the code around them, by the name of their directory. */
export const scenarios = readdirSync(plans).toSorted()

export function planFile(scenario: string, file: 'plan.json' | 'plan.txt'): string {
  return readFileSync(join(plans, scenario, file), 'utf8')
}

export function planOf(text: string): Plan {
  const reading = readPlan({ name: 'plan', text })
  if (!reading.ok) throw new Error(reading.reason)
  return reading.plan
}

export async function configurationOf(scenario: string, side: 'base' | 'head'): Promise<Configuration> {
  const directory = join(plans, scenario, side)
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.tf'),
  )
  return configured(new Map(paths.map((path) => [path, readFileSync(join(directory, path), 'utf8')])))
}

/** The first root module of a tree. */
export async function configured(texts: ReadonlyMap<string, string>): Promise<Configuration> {
  await loadGrammar()
  const files = new Map<string, HclFile>()
  for (const [path, text] of texts) {
    const reading = parseHcl({ path, text })
    if (!reading.ok) throw new Error(`${path}: ${reading.failure.reason}`)
    files.set(path, reading.file)
  }
  const tree = { files, texts }
  const [root = ''] = rootsIn(tree, new Set(texts.keys()))
  const [configuration] = configurationsOf(tree, root)
  if (!configuration) throw new Error('no configuration')
  return configuration
}

/** Everything a plan holds, as one text. */
export function dumped(plan: Plan): string {
  return JSON.stringify(plan, (_, value) => (value instanceof Map ? [...value] : value))
}
