import { type Tier, tiers } from '../core/opinion.ts'
import { policyErrorText } from '../policy/errors.ts'
import { readYaml } from '../policy/yaml.ts'
import { clip, oneLine } from '../render/visible.ts'
import { Section } from './section.ts'

/** What the operator's file says of the models that may be asked. */
export interface ModelsFile {
  /** By id: no other model is ever asked. */
  readonly models: ReadonlyMap<string, Terms>
  readonly tiers: Readonly<Record<Tier, string>>
  readonly budget: ModelBudget
  /** After which a question is given up, retries included. */
  readonly deadlineSeconds: number
}

/** US dollars for a million tokens of each kind, and what the model cannot do. */
export interface Terms {
  readonly prices: Prices
  readonly without: readonly ('thinking' | 'effort')[]
}

export type Prices = Readonly<Record<(typeof priceKeys)[number], number>>

export interface ModelBudget {
  readonly perPullRequestUsd: number
  readonly organisationPerDayUsd: number
  /** All organisations together. */
  readonly totalPerDayUsd: number
}

/** What the file looks like; the prices stand with whoever bills for the key. */
export const modelsFileExample = `tiers: { triage: MODEL, review: MODEL, deep: MODEL }
models:
  MODEL: { input: USD, output: USD, cache_write_5m: USD, cache_write_1h: USD, cache_read: USD }
budget: { per_pull_request_usd: USD, organisation_per_day_usd: USD, total_per_day_usd: USD }`

const priceKeys = ['input', 'output', 'cache_write_5m', 'cache_write_1h', 'cache_read'] as const
/** Every call has tokens of these: at no price for them no budget is ever used up. */
const billed: readonly string[] = ['input', 'output']
const noPrice =
  'This price is 0, and no budget would ever be used up. Write what a million tokens cost, or `free: true` beside the prices where nothing is billed.'
const abilities = ['thinking', 'effort'] as const
const budgetKeys = ['per_pull_request_usd', 'organisation_per_day_usd', 'total_per_day_usd']
const usualDeadline = 120
const mostModels = 20

/** Reads it, or says all that is wrong: file, line, key, what to do. */
export function readModelsFile(source: string, text: string): ModelsFile | { readonly problems: string[] } {
  const yaml = readYaml(source, text, { name: 'models file', firstKey: 'models' })
  if ('errors' in yaml) return { problems: yaml.errors.map(policyErrorText) }
  const problems: string[] = []
  const root = new Section(yaml.root, '', (at, keyPath, sentences) => {
    const { line, column } = yaml.lines.position(at)
    problems.push(`${source}:${line}:${column}: ${oneLine(keyPath)}: ${sentences}`)
  })
  const file = fileIn(root, problems)
  return file && problems.length === 0 ? file : { problems }
}

function fileIn(root: Section, problems: string[]): ModelsFile | undefined {
  root.only(['models', 'tiers', 'budget', 'deadline_seconds'])
  const models = modelsIn(root.section('models'), problems)
  const chosen = tiersIn(root.section('tiers'), [...models.keys()])
  const budget = budgetIn(root.section('budget'))
  const deadlineSeconds = root.has('deadline_seconds')
    ? root.number('deadline_seconds', { least: 5, most: 1800 })
    : usualDeadline
  return chosen && budget && deadlineSeconds !== undefined
    ? { models, tiers: chosen, budget, deadlineSeconds }
    : undefined
}

function modelsIn(section: Section | undefined, problems: string[]): Map<string, Terms> {
  const models = new Map<string, Terms>()
  if (section && section.keys.length > mostModels)
    problems.push(`The models file names more than ${mostModels} models. Keep those that are asked.`)
  for (const id of section?.keys.slice(0, mostModels) ?? []) {
    const terms = termsIn(section?.section(id)?.only([...priceKeys, 'without', 'free']))
    if (!/^[\w.:@/-]{1,100}$/.test(id))
      problems.push(`models: \`${clip(oneLine(id), 80)}\` is no id of a model. Write it as the server does.`)
    if (terms) models.set(id, terms)
  }
  return models
}

function termsIn(section: Section | undefined): Terms | undefined {
  if (!section) return undefined
  const isFree = section.has('free') && section.word('free', ['true', 'false']) === 'true'
  const prices = priceKeys.map((key) => [key, priceIn(section, key, isFree) ?? 0] as const)
  const without = section.words('without', abilities)
  return {
    prices: Object.fromEntries(prices) as Prices,
    without: abilities.filter((each) => without.includes(each)),
  }
}

function priceIn(section: Section, key: string, isFree: boolean): number | undefined {
  const usd = section.number(key, { least: 0, most: 100_000 })
  if (usd === 0 && billed.includes(key) && !isFree) section.object(key, noPrice)
  return usd
}

function tiersIn(section: Section | undefined, ids: readonly string[]): ModelsFile['tiers'] | undefined {
  if (!section) return undefined
  section.only(tiers)
  const [triage, review, deep] = tiers.map((tier) => section.word(tier, ids))
  return triage !== undefined && review !== undefined && deep !== undefined
    ? { triage, review, deep }
    : undefined
}

function budgetIn(section: Section | undefined): ModelBudget | undefined {
  if (!section) return undefined
  section.only(budgetKeys)
  const [pull, organisation, total] = budgetKeys.map((key) =>
    section.number(key, { least: 0, most: 1_000_000 }),
  )
  if (pull === undefined || organisation === undefined || total === undefined) return undefined
  return { perPullRequestUsd: pull, organisationPerDayUsd: organisation, totalPerDayUsd: total }
}
