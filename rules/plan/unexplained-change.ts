import type { TerraformDocument } from '../../src/core/document.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { declarationOf } from '../../src/core/terraform/declared.ts'
import { isTagOnly } from '../../src/core/terraform/planned-difference.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, type Planned, plannedIn } from './shared/planned.ts'

const bucket = (label: string, more = '') =>
  `resource "aws_s3_bucket" "${label}" {\n  bucket = "${label}"\n${more}}\n`
const call = 'module "lake" {\n  source = "./modules/lake"\n}\n'
const before = { 'main.tf': call, 'modules/lake/main.tf': bucket('raw') }
const inModule = {
  address: 'module.lake.aws_s3_bucket.raw',
  module_address: 'module.lake',
}
const forced = change(
  'aws_s3_bucket.raw',
  'update',
  [{ force_destroy: false }, { force_destroy: true }],
  inModule,
)

export default defineRule({
  id: 'plan/unexplained-change',
  title: 'Know why the plan touches what the pull request does not',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan', 'blast-radius'],
  since: '0.1.0',
  why: 'No changed file has a part in this resource, and still the apply changes it: the state is behind the code, a provider was upgraded, somebody changed it by hand, or the plan is of another workspace.',
  fix: 'Find out which of these it is before applying. Apply what is due from earlier first, so that this plan shows this change alone.',
  subsumedBy: ['plan/drift-reverted'],
  examples: {
    before,
    bad: [
      {
        note: 'Tainted in the state',
        before: { ...before, 'modules/web/main.tf': bucket('web') },
        files: { 'modules/web/main.tf': bucket('web', '  force_destroy = true\n') },
        plan: planWith({ ...forced, action_reason: 'replace_because_tainted' }),
      },
      {
        note: 'A change of another module',
        before: {
          ...before,
          'main.tf': `${call}module "web" {\n  source = "./modules/web"\n}\n`,
          'modules/web/main.tf': bucket('web'),
        },
        files: { 'modules/web/main.tf': bucket('web', '  force_destroy = true\n') },
        plan: planWith(forced),
      },
    ],
    good: [
      {
        files: { 'modules/lake/main.tf': bucket('raw', '  force_destroy = true\n') },
        plan: planWith(forced),
      },
      {
        note: 'The call of the module changes, in the file that holds it',
        files: { 'main.tf': call.replace('}', '  force = true\n}') },
        plan: planWith(forced),
      },
      {
        note: 'Values change for every resource',
        files: { 'terraform.tfvars': 'force = true\n' },
        plan: planWith(forced),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      const acts = resource.action !== 'no-op' && resource.action !== 'read' && resource.action !== 'create'
      if (!acts || isTagOnly(resource) || isExplained(planned)) continue
      yield hitOn(planned, {
        message: `No file of this change has a part in ${resource.address}, and the plan ${verbs[resource.action] ?? 'changes'} it.`,
      })
    }
  },
})

const verbs: Readonly<Record<string, string>> = {
  update: 'updates',
  delete: 'destroys',
  replace: 'replaces',
  'create-then-delete': 'replaces',
  forget: 'forgets',
}

/**
 * Whether a changed file may be the reason: one beside its declaration or beside a call that leads to it, one of values, one of providers.
 * Other resources of the change may be it as well, where the plan replaces something along with them.
 */
function isExplained({ resource, document }: Planned): boolean {
  const declared =
    declarationOf(document, resource) ?? (document.before && declarationOf(document.before, resource))
  const changed = document.changed.filter((path) => document.paths.includes(path))
  if (!declared || changed.some(isOfAll) || resource.reason === 'replace_by_triggers') return true
  return filesOf(declared, document).some((path) => changed.includes(path))
}

const isOfAll = (path: string) => /\.tfvars(?:\.json)?$|(?:^|\/)\.terraform\.lock\.hcl$/.test(path)

/** Files of its own module and of those that call it: a value of a module comes from anywhere in it. */
function filesOf({ place, calls }: Resource, { paths }: TerraformDocument): readonly string[] {
  const folders = new Set([place.path, ...calls.map(({ path }) => path)].map(folderOf))
  return paths.filter((path) => folders.has(folderOf(path)))
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
