import { policyAttributes } from '../../src/core/iam/policy-changes.ts'
import { defineRule } from '../../src/core/rule.ts'
import { declarationOf } from '../../src/core/terraform/declared.ts'
import { guardAt, guardsOf, preventDestroy } from '../../src/core/terraform/guards.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isOpen, type Path, pathText } from '../../src/core/terraform/value.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, type Planned, plannedIn } from './shared/planned.ts'

const crm = (open: string) => `resource "aws_db_instance" "crm" {
  publicly_accessible = ${open}
}
`
const unknownAfter = (name: string) => ({ change: { after_unknown: { [name]: true } } })

export default defineRule({
  id: 'plan/unknown-guarded-attribute',
  title: 'Let plans say what guards the data',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan'],
  since: '0.1.0',
  why: 'The value is known only while the plan is applied, so neither this review nor the reader of the plan can tell whether the data stays guarded.',
  fix: 'Write the value where the plan can see it: a literal, a variable, an attribute that does not change in the same apply. Or check the resource after the apply.',
  examples: {
    before: crm('false'),
    bad: [
      {
        files: { 'main.tf': crm('terraform_data.network.output.public') },
        plan: planWith(
          change(
            'aws_db_instance.crm',
            'update',
            [{ publicly_accessible: false }, {}],
            unknownAfter('publicly_accessible'),
          ),
        ),
      },
      {
        before: 'resource "aws_s3_bucket_policy" "crm" {\n  policy = "{}"\n}\n',
        files: {
          'main.tf':
            'resource "aws_s3_bucket_policy" "crm" {\n  policy = data.aws_iam_policy_document.crm.json\n}\n',
        },
        plan: planWith(
          change('aws_s3_bucket_policy.crm', 'update', [{ policy: '{}' }, {}], unknownAfter('policy')),
        ),
      },
    ],
    good: [
      {
        files: { 'main.tf': crm('false').replace('}', '  multi_az = true\n}') },
        plan: planWith(
          change('aws_db_instance.crm', 'update', [
            { publicly_accessible: false },
            { publicly_accessible: false, multi_az: true },
          ]),
        ),
      },
      {
        note: 'The name of a security group guards nothing',
        before: 'resource "aws_security_group" "db" {\n  description = "db"\n}\n',
        files: {
          'main.tf': 'resource "aws_security_group" "db" {\n  description = terraform_data.a.output\n}\n',
        },
        plan: planWith(
          change('aws_security_group.db', 'update', [{ description: 'db' }, {}], unknownAfter('description')),
        ),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { action } = planned.resource
      if (
        action !== 'update' &&
        action !== 'create' &&
        action !== 'replace' &&
        action !== 'create-then-delete'
      )
        continue
      for (const { path, decides } of openGuards(planned)) {
        const hit = hitOn(planned, {
          path,
          message: `${pathText(path)} of ${planned.resource.address} is known only after the apply: whether it is as safe as before cannot be told.`,
          ...(decides && { weight: 'grave' as const }),
        })
        // What is not known states nothing.
        yield {
          ...hit,
          evidence: (hit.evidence ?? []).map((one) => ({ ...one, strength: 'inferred' as const })),
        }
      }
    }
  },
})

interface OpenGuard {
  readonly path: Path
  /** It decides who gets at the data. */
  readonly decides: boolean
}

function openGuards({ resource, document }: Planned): readonly OpenGuard[] {
  const { type, after } = resource
  const guards = guardsOf(type)
    // Which key is used is not known where the key is made along with the store: that is as it should be.
    .filter((guard) => guard !== preventDestroy && guard.measure.by !== 'presence')
    .map((guard) => ({ ...guardAt(after, guard), decides: guard.kind === 'exposure' }))
  const policies = policyAttributes(type).map((name) => ({
    ...guardAt(after, { path: name }),
    decides: true,
  }))
  const declared = declarationOf(document, resource)
  // What the code leaves to the provider is its default, which is known though not to the plan.
  const isSaid = (path: Path) =>
    declared &&
    read(declared, path.filter((key) => typeof key === 'string').join('.')).attribute !== undefined
  return [...guards, ...policies]
    .filter(({ value, path }) => isOpen(value) && isSaid(path))
    .map(({ path, decides }) => ({ path, decides }))
}
