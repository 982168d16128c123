import type { DatabaseSetting, Policy, RuleSetting } from '../core/policy.ts'
import { type KnownRule, rulesNamed } from './check.ts'
import { emptyLayer, type Layer } from './layer.ts'
import type { PolicyFile } from './schema.ts'

/** A validated policy file in the words of the core. Names that are aliases become the ids they stand for. */
export function convert(file: PolicyFile, rules: readonly KnownRule[] = []): Layer {
  const idsOf = (name: string) => ids(name, rules)
  return {
    ...emptyLayer,
    ...(file.extends && { extends: [...file.extends] }),
    databases: (file.databases ?? []).map(database),
    rules: Object.entries(file.rules ?? {}).flatMap(([name, said]) =>
      idsOf(name).map((pattern) => setting(pattern, said)),
    ),
    custom: (file.custom ?? []).map((custom) => ({ ...custom })),
    approvals: approvals(file.approvals ?? {}),
    waivers: {
      ...(file.waivers?.teams && { teams: [...file.waivers.teams] }),
      ...(file.waivers?.max_days !== undefined && { maxDays: file.waivers.max_days }),
      ...(file.waivers?.by_author !== undefined && { byAuthor: file.waivers.by_author }),
    },
    forbidden: [...new Set((file.suppressions?.forbidden ?? []).flatMap(idsOf))],
    on: consequences(file.on ?? {}),
    review: reviewSetting(file.review ?? {}),
  }
}

function ids(name: string, rules: readonly KnownRule[]): readonly string[] {
  if (rules.some(({ id }) => id === name)) return [name]
  const named = rulesNamed(name, rules)
  const byId =
    name.includes('*') &&
    rulesNamed(
      name,
      named.map(({ id }) => ({ id })),
    ).length === named.length
  return named.length === 0 || byId ? [name] : named.map(({ id }) => id)
}

type RuleValue = NonNullable<PolicyFile['rules']>[string]

function setting(pattern: string, said: RuleValue): RuleSetting {
  if (typeof said === 'string') return { pattern, enforcement: said }
  const { options, ...rest } = said
  return { pattern, ...rest, ...(options && { options: { ...options } }) }
}

function database({ version, ...rest }: NonNullable<PolicyFile['databases']>[number]): DatabaseSetting {
  if (version === undefined) return { ...rest }
  // Postgres counts its major versions in whole numbers since 10: 15.4 is 15.
  const major = version >= 10 && (rest.dialect ?? 'postgres') === 'postgres' ? Math.floor(version) : version
  return { ...rest, version: major }
}

function approvals(file: NonNullable<PolicyFile['approvals']>): Policy['approvals'] {
  return Object.fromEntries(
    Object.entries(file).map(([level, { count, teams = [] }]) => [level, { count, teams: [...teams] }]),
  )
}

function consequences(file: NonNullable<PolicyFile['on']>): Layer['on'] {
  return {
    ...(file.not_evaluated && { notEvaluated: file.not_evaluated }),
    ...(file.rehearsal_unavailable && { rehearsalUnavailable: file.rehearsal_unavailable }),
    ...(file.model_unavailable && { modelUnavailable: file.model_unavailable }),
  }
}

function reviewSetting({ budget, exclude, ...rest }: NonNullable<PolicyFile['review']>): Layer['review'] {
  const amounts = {
    ...(budget?.per_pull_request_usd !== undefined && { perPullRequestUsd: budget.per_pull_request_usd }),
    ...(budget?.per_day_usd !== undefined && { perDayUsd: budget.per_day_usd }),
  }
  const { paths = [], relations = [] } = exclude ?? {}
  return {
    ...rest,
    ...(exclude && { exclude: { paths, relations } }),
    ...(rest.models && { models: { ...rest.models } }),
    ...(budget && { budget: amounts }),
  }
}
