import type { Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import { withoutKeys } from '../../src/core/terraform/address.ts'
import type { ModuleCall } from '../../src/core/terraform/configuration.ts'
import { type Guard, guardIn, weakened } from '../../src/core/terraform/guards.ts'
import { isUnknown, valueText } from '../../src/core/terraform/value.ts'
import { changed } from './shared/change-family.ts'
import { guardInputs } from './shared/module-inputs.ts'

const database = (...lines: readonly string[]) =>
  [
    'module "orders" {',
    '  source  = "terraform-aws-modules/rds/aws"',
    '  version = "6.10.0"',
    ...lines.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')

const local = (isProtected: boolean) =>
  `module "orders" {\n  source              = "./db"\n  deletion_protection = ${isProtected}\n}\n`
const protectedInput = 'variable "deletion_protection" {\n  type = bool\n}\n'

export default defineRule({
  id: 'terraform/module-input-weakened',
  title: 'Keep the guards that modules are asked for',
  severity: 'high',
  languages: ['terraform'],
  tags: ['terraform', 'data-loss', 'exposure'],
  since: '0.1.0',
  why: 'The code of a module from a registry is not read, but some of its inputs say plainly what they guard. Turned off, the module makes its stores without deletion protection, without backups, without encryption or open to the internet.',
  fix: 'Keep the input as it was. A plan (`--plan`) tells what the module makes of it, resource by resource.',
  references: ['https://developer.hashicorp.com/terraform/language/modules/syntax'],
  examples: {
    bad: [
      changed(database('deletion_protection = true'), database('deletion_protection = false')),
      changed(database('backup_retention_period = 14'), database('backup_retention_period = 0')),
      changed(database('publicly_accessible = false'), database('publicly_accessible = true')),
      changed(
        database('versioning = {', '  enabled = true', '}'),
        database('versioning = {', '  enabled = false', '}'),
      ),
    ],
    good: [
      changed(database('deletion_protection = false'), database('deletion_protection = true')),
      changed(database('backup_retention_period = 7'), database('backup_retention_period = 14')),
      changed(
        database('deletion_protection = true'),
        `variable "protected" {\n  type = bool\n}\n${database('deletion_protection = var.protected')}`,
      ),
      {
        before: { 'main.tf': '' },
        files: { 'main.tf': database('deletion_protection = false') },
        note: 'A new call takes no guard away.',
      },
      {
        before: { 'main.tf': local(true), 'db/main.tf': protectedInput },
        files: { 'main.tf': local(false) },
        note: 'The code of a module of this repository is read: what it makes is judged.',
      },
    ],
  },
  *check(document) {
    const { before, modules, plans } = document
    // The JSON of a plan tells what the module makes of its inputs.
    if (!before || plans.some(({ form }) => form === 'json')) return
    const earlier = new Map(before.modules.map((call) => [call.address, call]))
    const told = new Set<string>()
    for (const is of modules) {
      const was = earlier.get(is.address)
      if (!was || is.directory !== undefined || was.directory !== undefined) continue
      for (const hit of guardInputs.flatMap((guard) => weaker(guard, [was, is]))) {
        const key = `${hit.path} ${hit.at.start} ${hit.identity}`
        if (!told.has(key)) yield hit
        told.add(key)
      }
    }
  },
})

/** What an input guards less; what the module does without it is not known. */
function weaker(guard: Guard, [was, is]: readonly [ModuleCall, ModuleCall]): Hit[] {
  const [before, after] = [guardIn(was, guard), guardIn(is, guard)]
  const answer = weakened(guard, before.value, after.value)
  if (answer === 'no' || isUnknown(before.value)) return []
  const name = withoutKeys(is.address)
  const isGone = after.attribute === undefined
  const at = isGone ? before.place : after.place
  const common = {
    ...{ at: at.range, path: at.path, subject: { kind: 'resource' as const, name }, aspect: guard.path },
    ...(isGone && { side: 'base' as const }),
    identity: JSON.stringify([guard.path, valueText(after.value)]),
  }
  if (answer === 'unknown') {
    const reason = isUnknown(after.value)
      ? after.value.because.map(({ text }) => text).join(', as ')
      : `what ${name} does without ${guard.path} is not known`
    return [{ ...common, message: `${guard.path} cannot be told: ${reason}.`, undetermined: reason }]
  }
  return [
    {
      ...common,
      message: `${name} is asked for less: ${guard.path} goes from ${valueText(before.value)} to ${valueText(after.value)}.`,
    },
  ]
}
