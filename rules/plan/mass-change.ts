import type { TerraformDocument } from '../../src/core/document.ts'
import { andList } from '../../src/core/near-names.ts'
import { defineRule } from '../../src/core/rule.ts'
import { holdsData } from '../../src/core/terraform/holdings.ts'
import { change, planWith } from './shared/example.ts'
import {
  hitOn,
  isDestroyed,
  isReplaced,
  type Located,
  locate,
  type Planned,
  plannedIn,
} from './shared/planned.ts'

const roles = (count: number) =>
  `resource "aws_iam_role" "job" {\n  count = ${count}\n  name  = "job-\${count.index}"\n}\n`
const destroyed = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    change(`aws_iam_role.job[${i}]`, 'delete', [{ name: `job-${i}` }, null]),
  )
const kept = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    change(`aws_iam_role.kept[${i}]`, 'no-op', [{ name: 'kept' }, { name: 'kept' }]),
  )

export default defineRule({
  id: 'plan/mass-change',
  title: 'Destroy many things in steps',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'blast-radius'],
  since: '0.1.0',
  why: 'So many destroyed resources are seldom meant: a module that is no longer called, a wrong workspace or an empty variable does the same. Nobody reads a list of this length.',
  fix: 'Check that the plan is of the right workspace and variables. If all of it is meant to go, take it away in several pull requests, what holds data last.',
  options: {
    destroyed: {
      description: 'Destroyed or replaced resources of one plan from which on it is told',
      default: 10,
    },
    percent: {
      description: 'Or this share of all its resources, in percent, when it is at least five',
      default: 50,
    },
  },
  examples: {
    before: roles(12),
    bad: [
      { files: { 'main.tf': '# nothing\n' }, plan: planWith(...destroyed(12)) },
      { before: roles(6), files: { 'main.tf': '# nothing\n' }, plan: planWith(...destroyed(6), ...kept(2)) },
    ],
    good: [
      { before: roles(3), files: { 'main.tf': '# nothing\n' }, plan: planWith(...destroyed(3)) },
      { before: roles(6), files: { 'main.tf': '# nothing\n' }, plan: planWith(...destroyed(6), ...kept(20)) },
    ],
  },
  *check(document, { options }) {
    for (const group of Map.groupBy(plannedIn(document), ({ plan }) => plan.name).values()) {
      const gone = group.filter(({ resource }) => isDestroyed(resource) || isReplaced(resource))
      const share = (100 * gone.length) / group.length
      const isMany =
        gone.length >= Number(options.destroyed) || (gone.length >= 5 && share >= Number(options.percent))
      const [first] = gone
      if (!first || !isMany) continue
      const at = commonCall(gone, document)
      const hit = hitOn(first, {
        at: at ?? locate(first.resource, document, []),
        message: `${gone.length} of ${group.length} resources are destroyed or replaced${stores(gone)}.`,
        ...(gone.some(isStore) && { weight: 'grave' as const }),
      })
      yield {
        ...hit,
        subject: { kind: 'resource', name: commonModule(gone) || document.root || '.' },
        identity: 'mass',
      }
    }
  },
})

const isStore = ({ resource: { type, before } }: Planned) => holdsData(type, before)

function stores(gone: readonly Planned[]): string {
  const names = gone.filter(isStore).map(({ resource }) => resource.address)
  if (names.length === 0) return ''
  const shown = names.slice(0, 3)
  const more = names.length - shown.length
  return `, ${names.length} of which ${names.length === 1 ? 'holds' : 'hold'} data: ${more > 0 ? `${shown.join(', ')} and ${more} more` : andList(shown)}`
}

/** The module that all of them stand in; empty where there is none. */
function commonModule(gone: readonly Planned[]): string {
  const [first = '', ...others] = new Set(gone.map(({ resource }) => resource.module))
  return others.every((module) => module.startsWith(`${first}.`)) ? first : ''
}

/** The call of that module, at base where head has none. */
function commonCall(gone: readonly Planned[], document: TerraformDocument): Located | undefined {
  const module = commonModule(gone)
  if (module === '') return undefined
  const call = (modules: TerraformDocument['modules'] = []) =>
    modules.find(({ address }) => address === module)
  const [now, then] = [call(document.modules), call(document.before?.modules)]
  if (now) return { place: now.header }
  return then && { place: then.header, side: 'base' }
}
