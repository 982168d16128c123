import type { Rule } from '../../src/core/rule.ts'
import { defineRule } from '../../src/core/rule.ts'
import { valuesOf } from '../../src/core/terraform/body-values.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { differences } from '../../src/core/terraform/earlier.ts'
import { guardsOf } from '../../src/core/terraform/guards.ts'
import { holdingOf, isGraveLoss } from '../../src/core/terraform/holdings.ts'
import { isStateful } from '../../src/core/terraform/stateful.ts'
import { anyOf } from './shared/combine.ts'
import { demand, isNot, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { asHits, type Judge, type Judged, type World } from './shared/family.ts'

/** A deletion protection of the service itself does as well. */
function protectionOf(type: string): readonly Judge[] {
  return guardsOf(type)
    .filter(({ kind, path, key }) => kind === 'protection' && key === undefined && isDeletionProtection(path))
    .map(({ path, absent }) =>
      demand(path, isNot(isOff), { absent: absent === true || absent === 'ACTIVE' ? 'good' : 'bad' }),
    )
}

const isDeletionProtection = (path: string) =>
  /delet(?:e|ion)_protection|termination_protection|drop_protection/.test(path)
const isOff = (value: unknown) =>
  /^(?:false|inactive|unprotected|delete_protection_disabled)$/i.test(String(value))

function told(resource: Resource, world: World) {
  const own = demand('lifecycle.prevent_destroy', isTrue, { absent: 'bad' })
  return anyOf(own, ...protectionOf(resource.resourceType))(resource, world)
}

const lifecycle = ['lifecycle {', '  prevent_destroy = true', '}']

const rule: Rule = defineRule({
  id: 'terraform/prevent-destroy',
  title: 'Keep Terraform from destroying what holds data',
  severity: 'low',
  languages: ['terraform'],
  tags: ['terraform'],
  since: '0.1.0',
  why: 'A renamed resource, a changed key of a for_each, or an attribute that cannot be changed in place makes a plan destroy the store. With prevent_destroy, or the deletion protection of the service, such a plan fails.',
  fix: `Add to the resource:

\`\`\`hcl
lifecycle {
  prevent_destroy = true
}
\`\`\`

It must be a literal, and it goes with its block: who deletes the whole block deletes the guard too. Where the service has a deletion protection of its own, that one holds against everybody, and suffices.`,
  references: ['https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy'],
  subsumedBy: [
    'terraform/rds-deletion-protection',
    'terraform/aurora-deletion-protection',
    'terraform/spanner-deletion-protection',
    'terraform/bigtable-deletion-protection',
    'terraform/bigquery-deletion-protection',
    'terraform/gcp-kms-prevent-destroy',
  ],
  examples: {
    bad: [
      example('aws_s3_bucket.raw', 'bucket = "acme-raw"'),
      example('aws_db_instance.orders', 'engine              = "postgres"', 'deletion_protection = false'),
      example(
        'aws_kinesis_stream.clicks',
        'name = "clicks"',
        'lifecycle {',
        '  prevent_destroy = false',
        '}',
      ),
    ],
    good: [
      example('aws_s3_bucket.raw', 'bucket = "acme-raw"', ...lifecycle),
      example('aws_db_instance.orders', 'engine              = "postgres"', 'deletion_protection = true'),
      example('google_bigquery_table.orders', 'dataset_id = "mart"', 'table_id   = "orders"'),
      example('aws_s3_bucket_policy.raw', 'bucket = "acme-raw"', 'policy = "{}"'),
    ],
  },
  *check(document, { options }) {
    const world = { document, options }
    // That a protection is gone is what terraform/protection-removed says.
    const lost = new Set(
      differences(document).pairs.flatMap(({ was, is }) => (told(was, world).length === 0 ? [is] : [])),
    )
    const judged = document.resources
      .filter(
        (resource) =>
          resource.mode === 'managed' &&
          isStateful(resource.resourceType) &&
          isGraveLoss(holdingOf(resource.resourceType, valuesOf(resource))),
      )
      .flatMap((resource): Judged[] => told(resource, world).map((each) => ({ resource, told: each })))
      .filter(({ resource }) => !lost.has(resource))
    yield* asHits(judged, 'can be destroyed by any plan', document)
  },
})

export default rule
