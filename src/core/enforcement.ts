import type { OptionsFor } from './evaluate.ts'
import type { Enforcement, Finding } from './finding.ts'
import { type Matcher, matchesAny, ruleMatcher } from './glob.ts'
import type { Policy, RuleSetting } from './policy.ts'
import type { OptionValue } from './rule.ts'

/** What a policy says of one rule at one path, complete. */
export interface EffectiveSetting {
  readonly enforcement: Enforcement
  /** Enforcement of findings of light and of grave weight. */
  readonly light: Enforcement
  readonly grave: Enforcement
  readonly options: Readonly<Record<string, OptionValue>>
}

/** What could not be read: enforced as the policy's `on.not_evaluated` says, whatever its rule settings match. `ignore` still shows it. */
export const notEvaluated = 'sluice/not-evaluated'

/**
 * What the policy says of a rule at a path: the last setting that matches wins, key by key; `light` and `grave` belong to
 * the enforcement they were written with and go when a later setting gives another. A rule that no setting enforces is off.
 */
export function settingFor(policy: Policy, ruleId: string, path: string): EffectiveSetting {
  if (ruleId === notEvaluated) return unread[policy.on.notEvaluated]
  const matching = settingsOf(policy, ruleId)
  const here = matching.anywhere ? matching.rows : matching.rows.filter((row) => row.isAt(path))
  // Paths repeat and few settings name any: rows that match are the key, not the path.
  const key = matching.anywhere ? '' : here.map((row) => row.number).join()
  const known = matching.effective.get(key)
  if (known) return known
  const effective = merge(here.map((row) => row.setting))
  matching.effective.set(key, effective)
  return effective
}

/** The enforcement of a finding of this weight. */
export function enforcementOf(setting: EffectiveSetting, { weight }: Pick<Finding, 'weight'>): Enforcement {
  return weight === 'usual' ? setting.enforcement : setting[weight]
}

/** The enforcement a policy gives a finding. */
export function enforcementFor(
  policy: Policy,
  finding: Pick<Finding, 'ruleId' | 'path' | 'weight'>,
): Enforcement {
  return enforcementOf(settingFor(policy, finding.ruleId, finding.path), finding)
}

/** The options of rules by path for `evaluate`: undefined where a rule is off for findings of every weight. */
export function optionsFor(policy: Policy): OptionsFor {
  return (rule, path) => {
    const { enforcement, light, grave, options } = settingFor(policy, rule.id, path)
    return enforcement === 'off' && light === 'off' && grave === 'off' ? undefined : options
  }
}

const same = (enforcement: Enforcement): EffectiveSetting => ({
  enforcement,
  light: enforcement,
  grave: enforcement,
  options: {},
})
const unread = { block: same('block'), warn: same('warn'), ignore: same('info') }

interface Row {
  readonly number: number
  readonly setting: RuleSetting
  isAt(path: string): boolean
}

interface RuleRows {
  readonly rows: readonly Row[]
  /** No row is limited to paths. */
  readonly anywhere: boolean
  readonly effective: Map<string, EffectiveSetting>
}

const byPolicy = new WeakMap<Policy, Map<string, RuleRows>>()

function settingsOf(policy: Policy, ruleId: string): RuleRows {
  const byRule = byPolicy.get(policy) ?? new Map<string, RuleRows>()
  byPolicy.set(policy, byRule)
  const matching = byRule.get(ruleId) ?? rowsFor(policy, ruleId)
  byRule.set(ruleId, matching)
  return matching
}

function rowsFor(policy: Policy, ruleId: string): RuleRows {
  const own = policy.custom.map(({ id, enforcement }): RuleSetting => ({ pattern: id, enforcement }))
  const settings = [...own, ...policy.rules].filter(({ pattern }) => ruleMatcher(pattern)(ruleId))
  const rows = settings.map((setting, number): Row => ({ number, setting, isAt: anyOf(setting.paths) }))
  return { rows, anywhere: settings.every(({ paths }) => paths === undefined), effective: new Map() }
}

/** Findings repeat paths, so answers are kept. */
function anyOf(patterns: readonly string[] | undefined): Matcher {
  if (!patterns) return () => true
  const known = new Map<string, boolean>()
  return (path) => {
    const answer = known.get(path) ?? matchesAny(patterns, path)
    known.set(path, answer)
    return answer
  }
}

function merge(settings: readonly RuleSetting[]): EffectiveSetting {
  let said: Pick<RuleSetting, 'enforcement' | 'light' | 'grave'> = {}
  let options: Readonly<Record<string, OptionValue>> = {}
  for (const { enforcement, light, grave, ...setting } of settings) {
    if (enforcement) said = { enforcement }
    if (light) said = { ...said, light }
    if (grave) said = { ...said, grave }
    options = { ...options, ...setting.options }
  }
  const enforcement = said.enforcement ?? 'off'
  const light = said.light ?? (enforcement === 'block' ? 'warn' : enforcement)
  return { enforcement, light, grave: said.grave ?? enforcement, options }
}
