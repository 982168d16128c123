import type { TerraformDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { differences, type Pair } from '../../src/core/terraform/earlier.ts'
import { type Guard, guardIn, guardsOf, weakened } from '../../src/core/terraform/guards.ts'
import { joined, linksTo } from '../../src/core/terraform/link.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, unknown, type Value, valueText } from '../../src/core/terraform/value.ts'
import { example } from './shared/example.ts'
import { asHits, type Told } from './shared/family.ts'
import { type GuardResource, guardResource } from './shared/guard-resources.ts'

const database = (...lines: readonly string[]) =>
  example(
    'aws_db_instance.orders',
    'engine         = "postgres"',
    'instance_class = "db.r6g.large"',
    ...lines,
  )
const bucket = (...lines: readonly string[]) => example('aws_s3_bucket.raw', 'bucket = "acme-raw"', ...lines)
const versioned = (status: string) =>
  bucket() +
  example(
    'aws_s3_bucket_versioning.raw',
    'bucket = aws_s3_bucket.raw.id',
    'versioning_configuration {',
    `  status = "${status}"`,
    '}',
  )
const kept = ['lifecycle {', '  prevent_destroy = true', '}']
const changed = (before: string, after: string) => ({
  before: { 'main.tf': before },
  files: { 'main.tf': after },
})

export default defineRule({
  id: 'terraform/protection-removed',
  title: 'Keep what guards the data',
  severity: 'high',
  languages: ['terraform'],
  tags: ['terraform', 'data-loss'],
  since: '0.1.0',
  why: 'Nothing is lost yet. But what the guard refused, or let somebody restore, happens with the next mistake; and a change that takes a guard away is often the first half of one that deletes.',
  fix: 'Keep the guard. If it must go so that something can be deleted, say so in the pull request, take a backup first, and do the deletion in a change of its own. A shorter retention deletes old backups at once: copy what is still needed.',
  references: [
    'https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html',
  ],
  subsumedBy: ['plan/protection-weakened', 'plan/retention-reduced'],
  examples: {
    bad: [
      changed(database('deletion_protection = true'), database('deletion_protection = false')),
      changed(database('deletion_protection = true'), database()),
      changed(database('backup_retention_period = 14'), database('backup_retention_period = 1')),
      changed(bucket(...kept), bucket()),
      changed(versioned('Enabled'), versioned('Suspended')),
      changed(versioned('Enabled'), bucket()),
      changed(bucket(), bucket('force_destroy = true')),
    ],
    good: [
      changed(database('deletion_protection = false'), database('deletion_protection = true')),
      changed(database('backup_retention_period = 7'), database('backup_retention_period = 14')),
      changed(bucket('versioning {', '  enabled = true', '}'), versioned('Enabled')),
      changed(
        database('deletion_protection = true'),
        `variable "protected" {\n  type = bool\n}\n${database('deletion_protection = var.protected')}`,
      ),
      changed(
        bucket(...kept),
        `moved {\n  from = aws_s3_bucket.raw\n  to   = aws_s3_bucket.landing\n}\n${example('aws_s3_bucket.landing', 'bucket = "acme-raw"', ...kept)}`,
      ),
      changed('', database('deletion_protection = false')),
    ],
  },
  *check(document) {
    if (!document.before) return
    const { pairs, gone } = differences(document)
    const managed = pairs.filter(({ is }) => is.mode === 'managed')
    const judged = managed.flatMap((pair) =>
      weakenedIn(pair, document).map((found) => ({ ...found, resource: pair.is })),
    )
    const { true: removed = [], false: changed = [] } = Object.groupBy(judged, ({ isGone }) => `${isGone}`)
    yield* asHits(changed, 'is guarded less', document)
    // A line that is gone is only at base.
    for (const hit of asHits(removed, 'is guarded less', document)) yield { ...hit, side: 'base' }
    // Of a root module that is gone as a whole, the stores are gone too.
    for (const resource of document.resources.length > 0 ? gone : []) {
      const guard = guardResource(resource.resourceType)
      if (guard && !isReplaced(resource, document) && guardedStays(resource, guard, { document, pairs })) {
        yield goneGuard(resource, guard)
      }
    }
  },
})

interface Found {
  readonly told: Told
  /** The line that set the guard is not there any more. */
  readonly isGone: boolean
}

function weakenedIn({ was, is }: Pair, document: TerraformDocument): readonly Found[] {
  const guards = guardsOf(is.resourceType).filter(({ kind }) => kind === 'protection' || kind === 'retention')
  return guards.flatMap((guard): Found[] => {
    const [before, after] = [guardIn(was, guard), guardIn(is, guard)]
    const answer = weakened(guard, before.value, after.value)
    if (answer === 'no' || isElsewhere(is, guard, document)) return []
    const what = guard.key ?? guard.path
    if (answer === 'unknown') {
      return doubtful(what, before.value, after).map((told) => ({ told, isGone: false }))
    }
    const { place, attribute } = after.attribute ? after : before
    const fact = `${what} goes from ${valueText(before.value)} to ${valueText(after.value)}`
    const problem = `${isCut(guard, after.value) ? 'cuts' : 'loses'} ${guard.name}`
    const via = after.attribute && attribute && { via: attribute.via }
    const told: Told = { kind: 'bad', what, place, fact, problem, value: after.value ?? null, ...via }
    return [{ told, isGone: after.attribute === undefined }]
  })
}

/** What was never known tells nothing of this change. */
function doubtful(
  what: string,
  before: Value | undefined,
  { value, place }: { readonly value: Value | undefined; readonly place: Told['place'] },
): Told[] {
  if (isUnknown(before)) return []
  const because = isUnknown(value) ? value : unknown(`what the provider does without ${what} is not known`)
  return [{ kind: 'unclear', what, place, because }]
}

function isCut({ measure }: Guard, after: Value | undefined): boolean {
  return measure.by === 'length' && after !== undefined && after !== null && after !== 0
}

/** Since version 4 of the provider, versioning of a bucket stands in a resource of its own. */
function isElsewhere(resource: Resource, { path }: Guard, document: TerraformDocument): boolean {
  if (resource.resourceType !== 'aws_s3_bucket' || path !== 'versioning.enabled') return false
  const half = { types: ['aws_s3_bucket_versioning'], by: 'bucket' }
  const { found, maybe, unseen } = joined(document, resource, half)
  return found.length > 0 || maybe !== undefined || unseen !== undefined
}

/** Another one of its kind has taken its place: it was only renamed. */
function isReplaced(gone: Resource, { resources, before }: TerraformDocument): boolean {
  const of = guardResource(gone.resourceType)?.of
  return resources.some(({ resourceType, address, attributes }) => {
    if (resourceType !== gone.resourceType || before?.byAddress.has(address)) return false
    return of === undefined || sameTarget(attributes.get(of)?.value, gone.attributes.get(of)?.value)
  })
}

function sameTarget(one: Value | undefined, other: Value | undefined): boolean {
  if (isUnknown(one) && isUnknown(other)) return one.reference?.address === other.reference?.address
  return one === other
}

interface Around {
  readonly document: TerraformDocument
  readonly pairs: readonly Pair[]
}

/** Whether what it guards is still there; what the code does not make is taken to stay. */
function guardedStays(gone: Resource, { of }: GuardResource, { document, pairs }: Around): boolean {
  if (of === undefined) return true
  const owners = (document.before?.resources ?? []).filter(
    (each) => each !== gone && each.mode === 'managed' && linksTo(gone, of, each) === 'yes',
  )
  const staying = pairs.filter(({ was }) => owners.includes(was))
  if (owners.length === 0) return !isUnknown(read(gone, of).value)
  return staying.some(({ is }) => read(is, 'versioning.enabled').value !== true)
}

function goneGuard({ declared, header }: Resource, { problem }: GuardResource): Hit {
  return {
    at: header.range,
    path: header.path,
    side: 'base',
    subject: { kind: 'resource', name: declared },
    identity: 'gone',
    message: `${declared} ${problem}.`,
  }
}
