import schema from '../../policies/policy.schema.json' with { type: 'json' }
import { rules } from '../../rules/index.ts'
import { settingFor } from '../core/enforcement.ts'
import type { Policy, ReviewSetting } from '../core/policy.ts'
import { policyErrorText } from '../policy/errors.ts'
import { resolvePolicy } from '../policy/resolve.ts'
import { oneLine } from '../render/visible.ts'
import { reviewSettingOf } from '../review/setting.ts'
import { exit, UsageError } from './exit.ts'
import { sourceOnDisk } from './local-policy.ts'
import { write } from './output.ts'

/** `sluice policy check`: what is wrong with a policy, or what it makes of every rule. */
export async function policyCheckCommand(
  file: string,
  { format }: { readonly format: 'terminal' | 'json' },
): Promise<number> {
  const result = await resolvePolicy({ own: await sourceOnDisk(file), rules })
  if (!result.ok) {
    throw new UsageError(
      result.errors.map(policyErrorText).join('\n'),
      '`sluice policy schema` prints what a policy may say.',
    )
  }
  await write(
    format === 'json' ? `${JSON.stringify(result.policy, undefined, 2)}\n` : policyText(file, result.policy),
  )
  return exit.ok
}

/** `sluice policy schema`: the JSON schema of policies. */
export async function policySchemaCommand(): Promise<number> {
  await write(`${JSON.stringify(schema, undefined, 2)}\n`)
  return exit.ok
}

function policyText(file: string, policy: Policy): string {
  const rows = rules.map(({ id }) => {
    const { enforcement, light, grave } = settingFor(policy, id, '')
    const weights = [
      light === enforcement ? '' : `small tables: ${light}`,
      grave === enforcement ? '' : `large tables: ${grave}`,
    ]
    return `  ${id.padEnd(44)}${enforcement.padEnd(7)}${weights.filter(Boolean).join(', ')}`.trimEnd()
  })
  const review = reviewLines(reviewSettingOf(policy)).map((line) => `  ${line}`)
  return `${file} is in order: ${policy.sources.map(({ name }) => name).join(', ')}\n\n${rows.join('\n')}\n\nThe model review:\n${review.join('\n')}\n`
}

/** What the policy makes of the model review; what it does not limit has the operator's limits. */
function reviewLines(setting: ReviewSetting): readonly string[] {
  const { share, enforcement, categories, exclude, shadow, models, budget } = setting
  const pairs = (all: object) =>
    Object.entries(all)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ')
  const dollars = {
    ...(budget.perPullRequestUsd !== undefined && { 'per pull request': `$${budget.perPullRequestUsd}` }),
    ...(budget.perDayUsd !== undefined && { 'per day': `$${budget.perDayUsd}` }),
  }
  const rows = [
    ['share', share],
    ['enforcement', enforcement],
    ['categories', pairs(categories) || 'all as enforcement says'],
    ['exclude paths', exclude.paths.join(', ') || 'none'],
    ['exclude relations', exclude.relations.join(', ') || 'none'],
    ['shadow', shadow ? 'true: findings are recorded and shown to nobody' : 'false'],
    ['models', pairs(models) || "the operator's"],
    ['budget', pairs(dollars) || "the operator's"],
  ]
  return rows.map(([key = '', value = '']) => `${key.padEnd(44)}${oneLine(value)}`)
}
