import schema from '../../policies/policy.schema.json' with { type: 'json' }
import { rules } from '../../rules/index.ts'
import { settingFor } from '../core/enforcement.ts'
import type { Policy } from '../core/policy.ts'
import { policyErrorText } from '../policy/errors.ts'
import { resolvePolicy } from '../policy/resolve.ts'
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
  return `${file} is in order: ${policy.sources.map(({ name }) => name).join(', ')}\n\n${rows.join('\n')}\n`
}
