import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isList, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { family, type Judge, type World } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { attachments } from './shared/iam-attachments.ts'
import { written } from './shared/written.ts'

const attached: Judge = (resource, world) => {
  const name = attachments.get(resource.resourceType) ?? 'policy_arn'
  const { value, place, attribute } = read(resource, name)
  const values = isList(value) ? value : [value ?? null]
  const answers = values.map((each) => ({ each, answer: isAdministrator(each, world) }))
  if (answers.some(({ answer }) => answer === 'yes')) {
    const via = attribute?.via ?? []
    return [
      {
        kind: 'bad',
        what: name,
        place,
        fact: `${name} is AdministratorAccess`,
        value: 'AdministratorAccess',
        via,
      },
    ]
  }
  const open = answers.find(({ answer }) => answer === 'unknown')?.each
  return isUnknown(open) ? [{ kind: 'unclear', what: name, place, because: open }] : []
}

function isAdministrator(value: Value, { document }: World): 'yes' | 'no' | 'unknown' {
  if (typeof value === 'string') return value.endsWith(':policy/AdministratorAccess') ? 'yes' : 'no'
  if (!isUnknown(value)) return 'no'
  const named = value.reference && document.byAddress.get(value.reference.address)
  // A policy that this code makes is judged by what it says.
  if (named?.mode === 'managed') return 'no'
  if (!named) return openText(value.parts)
  const texts = ['name', 'arn'].map((name) => read(named, name).value)
  if (texts.some((text) => typeof text === 'string' && /(?:^|\/)AdministratorAccess$/.test(text)))
    return 'yes'
  return texts.some((text) => typeof text === 'string') ? 'no' : 'unknown'
}

/** `arn:${partition}:iam::aws:policy/AdministratorAccess` says enough. */
function openText(parts: readonly Value[] | undefined): 'yes' | 'no' | 'unknown' {
  const last = parts?.at(-1)
  if (typeof last !== 'string') return 'unknown'
  return last.endsWith(':policy/AdministratorAccess') ? 'yes' : 'no'
}

const role = 'role = "etl"\n'

export default [
  family({
    id: 'terraform/iam-administrator-access',
    title: 'Do not attach AdministratorAccess',
    severity: 'critical',
    on: [...attachments.keys()],
    problem: 'hands out the rights of an administrator',
    judge: attached,
    why: 'AdministratorAccess allows every action on every resource. A job, a pipeline or a person that holds it can read, change and delete all data of the account, and hide the traces.',
    fix: 'Attach a policy that names what is needed; IAM Access Analyzer makes one of what the role has used. Keep an administrator as a role that people assume for a time, with MFA, made outside of the workloads.',
    references: ['https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html'],
    aliases: aliasesOf('CKV_AWS_274'),
    examples: {
      bad: [
        written(
          'aws_iam_role_policy_attachment',
          `${role}policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"`,
        ),
        written(
          'aws_iam_role',
          'assume_role_policy = "{}"\nmanaged_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]',
        ),
        `data "aws_iam_policy" "admin" {\n  name = "AdministratorAccess"\n}\n${written('aws_iam_role_policy_attachment', `${role}policy_arn = data.aws_iam_policy.admin.arn`)}`,
      ],
      good: [
        written(
          'aws_iam_role_policy_attachment',
          `${role}policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"`,
        ),
        written(
          'aws_iam_role_policy_attachment',
          `${role}policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess-Amplify"`,
        ),
        `${written('aws_iam_policy', 'name = "etl"\npolicy = jsonencode({ Statement = [] })', 'etl')}${written('aws_iam_role_policy_attachment', `${role}policy_arn = aws_iam_policy.etl.arn`)}`,
      ],
    },
  }),
] satisfies readonly Rule[]
