import type { TerraformDocument } from '../../src/core/document.ts'
import { defineRule, type Rule } from '../../src/core/rule.ts'
import type { Block, Resource } from '../../src/core/terraform/configuration.ts'
import { differences } from '../../src/core/terraform/earlier.ts'
import { joined } from '../../src/core/terraform/link.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { anyOf } from './shared/combine.ts'
import { isFalse, numberOf } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { asHits, family, type Judge, type Judged, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage } from './shared/written.ts'

const configuration = 'aws_s3_bucket_lifecycle_configuration'
const userGuide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

/** The rules of a lifecycle, in the bucket or in a resource of its own. */
function rulesOf(resource: Resource): readonly Block[] {
  return blocksAt(resource, resource.resourceType === configuration ? 'rule' : 'lifecycle_rule').blocks
}

/** Whether a rule is in force. */
function isActive(rule: Block): boolean {
  const [status, enabled] = [read(rule, 'status').value, read(rule, 'enabled').value]
  return status !== 'Disabled' && !isFalse(enabled ?? null)
}

function prefixOf(rule: Block): Value | undefined {
  return (
    read(rule, 'prefix').value ?? read(rule, 'filter.prefix').value ?? read(rule, 'filter.and.prefix').value
  )
}

function isForAll(rule: Block): boolean {
  const prefix = prefixOf(rule) ?? ''
  const isTagged = ['filter.tag', 'filter.and'].some((path) => blocksAt(rule, path).blocks.length > 0)
  return prefix === '' && !isTagged
}

const abortsUploads: Judge = (resource) => {
  const block = resource.resourceType === configuration ? 'rule' : 'lifecycle_rule'
  const { blocks, open } = blocksAt(resource, block)
  const isRight = (rule: Block) =>
    isActive(rule) &&
    isForAll(rule) &&
    (blocksAt(rule, 'abort_incomplete_multipart_upload').blocks.length > 0 ||
      read(rule, 'abort_incomplete_multipart_upload_days').value !== undefined)
  if (blocks.some(isRight)) return []
  const because = open ?? blocks.map((rule) => prefixOf(rule)).find(isUnknown)
  const what = 'abort_incomplete_multipart_upload'
  if (because) return [{ kind: 'unclear', what, place: resource.header, because }]
  if (blocks.length === 0) return []
  return [{ kind: 'bad', what, place: resource.header, fact: 'no rule for all of the bucket aborts them' }]
}

interface Clock {
  readonly paths: readonly string[]
  readonly name: string
}

const clocks: readonly Clock[] = [
  { paths: ['expiration.days'], name: 'objects' },
  {
    paths: ['noncurrent_version_expiration.noncurrent_days', 'noncurrent_version_expiration.days'],
    name: 'older versions',
  },
]

/** What is made to be thrown away. */
const passing =
  /(?:^|[/_-])(?:tmp|temp|temporary|scratch|cache|logs?|athena-results|query-results|checkpoints?)(?:[/_-]|$)/i

/** Rules that delete earlier than those of base did, or at all. */
function shortened(is: Resource, was: readonly Block[]): readonly Told[] {
  return rulesOf(is)
    .filter((rule) => isActive(rule) && !passing.test(String(prefixOf(rule) ?? '')))
    .flatMap((rule) => {
      const own = was.find((each) => isSameRule(each, rule))
      return clocks.flatMap((clock) => clockTold(clock, rule, own && isActive(own) ? own : undefined))
    })
}

function isSameRule(one: Block, other: Block): boolean {
  const [mine, theirs] = [read(one, 'id').value, read(other, 'id').value]
  if (mine !== undefined && theirs !== undefined) return mine === theirs
  return (prefixOf(one) ?? '') === (prefixOf(other) ?? '')
}

function clockTold({ paths, name }: Clock, rule: Block, was: Block | undefined): readonly Told[] {
  const reading = paths.map((path) => read(rule, path)).find(({ value }) => (value ?? null) !== null)
  if (!reading) return []
  const { value = null, place, attribute } = reading
  const before = was && paths.map((path) => read(was, path).value).find((each) => (each ?? null) !== null)
  const what = paths[0] ?? ''
  if (isUnknown(value) || isUnknown(before)) {
    const because = isUnknown(value) ? value : isUnknown(before) ? before : undefined
    return because && !isUnknown(before) ? [{ kind: 'unclear', what, place, because }] : []
  }
  const days = numberOf(value)
  const former = before === undefined ? undefined : numberOf(before)
  if (days === undefined || days <= 0 || (former !== undefined && days >= former)) return []
  const soFar = former === undefined ? 'so far they were kept' : `so far after ${former}`
  const fact = `${name} are deleted after ${days} days, ${soFar}`
  return [{ kind: 'bad', what, place, fact, value, ...(attribute && { via: attribute.via }) }]
}

const halves = { types: [configuration], by: 'bucket' }

/** Lifecycles of buckets that were there at base, or that were there themselves, with the rules of base. */
function* lifecycles(document: TerraformDocument): Iterable<{ is: Resource; was: readonly Block[] }> {
  const { before } = document
  const { pairs } = differences(document)
  const managed = pairs.filter(({ is }) => is.mode === 'managed')
  const seen = new Set<Resource>()
  for (const { is, was } of managed.filter((pair) => pair.is.resourceType === 'aws_s3_bucket')) {
    const own = before ? joined(before, was, halves).found : []
    const rulesAtBase = [was, ...own].flatMap(rulesOf)
    for (const each of [is, ...joined(document, is, halves).found]) {
      seen.add(each)
      yield { is: each, was: rulesAtBase }
    }
  }
  for (const { is, was } of managed) {
    if (is.resourceType === configuration && !seen.has(is)) yield { is, was: rulesOf(was) }
  }
}

const bucket = (...lines: readonly string[]) => example('aws_s3_bucket.raw', 'bucket = "acme-raw"', ...lines)
const lifecycle = (...lines: readonly string[]) =>
  bucket() +
  example(
    `${configuration}.raw`,
    'bucket = aws_s3_bucket.raw.id',
    'rule {',
    '  id     = "old"',
    '  status = "Enabled"',
    ...lines.map((line) => `  ${line}`),
    '}',
  )
const expires = (days: number, ...lines: readonly string[]) =>
  lifecycle(...lines, 'expiration {', `  days = ${days}`, '}')
const aborts = ['abort_incomplete_multipart_upload {', '  days_after_initiation = 7', '}']
const archives = ['transition {', '  days          = 90', '  storage_class = "GLACIER"', '}']
const inline = (days: number) =>
  bucket('lifecycle_rule {', '  enabled = true', '  expiration {', `    days = ${days}`, '  }', '}')
const changed = (before: string, after: string) => ({
  before: { 'main.tf': before },
  files: { 'main.tf': after },
})

const rules: readonly Rule[] = [
  family({
    id: 'terraform/s3-lifecycle',
    title: 'Say how long a bucket keeps its objects',
    severity: 'low',
    on: ['aws_s3_bucket'],
    problem: 'keeps everything forever',
    judge: anyOf(
      otherHalf({ types: [configuration], by: 'bucket', missing: `no ${configuration} belongs to it` }),
      demandPresent('lifecycle_rule'),
    ),
    why: 'Without a lifecycle old versions, failed uploads and data past its use pile up and are paid for, and personal data stays longer than it may.',
    fix: `Add \`${configuration}\`: move what is seldom read to a cheaper class, end old versions, abort unfinished uploads, and delete only what has an agreed end.`,
    references: [`${userGuide}/object-lifecycle-mgmt.html`, awsPage('s3_bucket_lifecycle_configuration')],
    aliases: aliasesOf('CKV2_AWS_61'),
    examples: {
      bad: [bucket(), bucket('versioning {', '  enabled = true', '}')],
      good: [lifecycle(...aborts), inline(365)],
    },
  }),
  family({
    id: 'terraform/s3-lifecycle-abort-multipart',
    title: 'Abort uploads that were never finished',
    severity: 'low',
    on: [configuration, 'aws_s3_bucket'],
    problem: 'keeps the parts of uploads that were never finished',
    judge: abortsUploads,
    why: 'Parts of a multipart upload that broke off are in no listing and are paid for until somebody aborts the upload. Jobs that write large files and crash leave terabytes of them.',
    fix: `Add one rule for the whole bucket:

\`\`\`hcl
rule {
  id     = "abort-unfinished"
  status = "Enabled"
  filter {}
  abort_incomplete_multipart_upload {
    days_after_initiation = 7
  }
}
\`\`\``,
    references: [
      `${userGuide}/mpu-abort-incomplete-mpu-lifecycle-config.html`,
      awsPage('s3_bucket_lifecycle_configuration'),
    ],
    aliases: aliasesOf('CKV_AWS_300'),
    examples: {
      bad: [lifecycle(...archives), lifecycle('filter {', '  prefix = "raw/"', '}', ...aborts), inline(30)],
      good: [
        lifecycle(...aborts),
        lifecycle('filter {}', ...archives, ...aborts),
        bucket(
          'lifecycle_rule {',
          '  enabled                                = true',
          '  abort_incomplete_multipart_upload_days = 3',
          '}',
        ),
        bucket(),
      ],
    },
  }),
  defineRule({
    id: 'terraform/s3-lifecycle-expiration',
    title: 'Let a lifecycle delete no data sooner than agreed',
    severity: 'high',
    languages: ['terraform'],
    tags: ['terraform', 'data-loss'],
    since: '0.1.0',
    why: 'A lifecycle rule works on what is there already: within a day of the apply everything older than the new limit is deleted, in all of the bucket or under the prefix, and nothing asks again. Where versions are kept, the expiration of older versions is what makes it final.',
    fix: 'Have the owner of the data agree to the number, and copy what must stay. Archive with `transition` instead where only the price matters. Narrow the rule with `filter { prefix = "tmp/" }` where only temporary objects are meant.',
    references: [
      `${userGuide}/lifecycle-expire-general-considerations.html`,
      awsPage('s3_bucket_lifecycle_configuration'),
    ],
    subsumedBy: ['plan/retention-reduced'],
    examples: {
      bad: [
        changed(bucket(), expires(30)),
        changed(expires(365), expires(90)),
        changed(inline(365), inline(30)),
        changed(
          lifecycle(...archives),
          lifecycle(...archives, 'noncurrent_version_expiration {', '  noncurrent_days = 1', '}'),
        ),
      ],
      good: [
        changed(expires(90), expires(365)),
        changed('', expires(30)),
        changed(bucket(), lifecycle(...archives, ...aborts)),
        changed(bucket(), expires(7, 'filter {', '  prefix = "tmp/"', '}')),
        changed(
          expires(365),
          `variable "days" {\n  type = number\n}\n${expires(365).replace('365', 'var.days')}`,
        ),
      ],
    },
    *check(document) {
      if (!document.before) return
      const judged = [...lifecycles(document)].flatMap(({ is, was }): Judged[] =>
        shortened(is, was).map((told) => ({ resource: is, told })),
      )
      yield* asHits(judged, 'deletes data sooner', document)
    },
  }),
]

export default rules
