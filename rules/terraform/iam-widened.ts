import { policyChanges, powersAttached, widenings } from '../../src/core/iam/policy-changes.ts'
import { defineRule } from '../../src/core/rule.ts'
import { pathText } from '../../src/core/terraform/value.ts'
import { changed } from './shared/change-family.ts'
import { asHits, type Judged, type Told } from './shared/family.ts'
import { type Changed, changedIn, setAt } from './shared/widened.ts'
import { written } from './shared/written.ts'

const statement = (actions: string, resource = 'arn:aws:s3:::lake/*', more = '') =>
  `policy = jsonencode({\n  Version = "2012-10-17"\n  Statement = [{\n    Effect = "Allow"\n    Action = [${actions}]\n    Resource = "${resource}"${more}\n  }]\n})`
const policy = (...given: Parameters<typeof statement>) =>
  written('aws_iam_policy', statement(...given), 'etl')
const conditioned = '\n    Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1a2b3c4d" } }'
const document = (actions: string) =>
  `data "aws_iam_policy_document" "etl" {\n  statement {\n    actions   = [${actions}]\n    resources = ["\${aws_s3_bucket.lake.arn}/*"]\n  }\n}\n${written('aws_s3_bucket', 'bucket = "lake"', 'lake')}${written('aws_iam_policy', 'policy = data.aws_iam_policy_document.etl.json', 'etl')}`

export default defineRule({
  id: 'terraform/iam-widened',
  title: 'Grant no more than is needed',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'iam'],
  since: '0.1.0',
  why: 'The policy lets happen what it did not let happen before. Policies are compared by what they allow: rewording, splitting or narrowing one is not reported.',
  fix: 'Name the actions and resources that the job needs, and keep the conditions. Where the job was refused something, grant that one thing.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  subsumedBy: ['plan/iam-widened', 'plan/exposure-widened', 'terraform/exposure-widened'],
  examples: {
    bad: [
      changed(policy('"s3:GetObject"'), policy('"s3:GetObject", "s3:DeleteObject"')),
      changed(policy('"s3:GetObject"'), policy('"s3:GetObject"', '*')),
      changed(policy('"s3:GetObject"', undefined, conditioned), policy('"s3:GetObject"')),
      changed(document('"s3:GetObject"'), document('"s3:GetObject", "s3:DeleteObject"')),
    ],
    good: [
      changed(policy('"s3:*"'), policy('"s3:GetObject"')),
      changed(policy('"s3:GetObject", "s3:PutObject"'), policy('"s3:putobject", "s3:getobject"')),
      changed(policy('"s3:GetObject"'), policy('"s3:GetObject"', undefined, conditioned)),
      changed(document('"s3:GetObject", "s3:PutObject"'), document('"s3:GetObject"')),
    ],
  },
  *check(document) {
    const judged = changedIn(document).flatMap((each) =>
      [...widerPolicies(each), ...attached(each)].map((told): Judged => ({ resource: each.resource, told })),
    )
    yield* asHits(judged, 'allows more than before', document)
  },
})

function widerPolicies(changed: Changed): readonly Told[] {
  return policyChanges(changed).flatMap(({ path, open, wider, unclear }): Told[] => {
    const common = { what: pathText(path), ...setAt(changed.resource, path) }
    const fact = widenings(wider)
    if (wider.length > 0) return [{ kind: 'bad', ...common, fact, value: fact }]
    return unclear && open.length === 0 ? [{ kind: 'unclear', ...common, because: unclear }] : []
  })
}

function attached(changed: Changed): readonly Told[] {
  return powersAttached(changed).map(({ name, added }) => {
    const fact = added.join(', ')
    const common = { what: name, ...setAt(changed.resource, [name]) }
    return { kind: 'bad', ...common, problem: 'attaches more than before', fact, value: fact }
  })
}
