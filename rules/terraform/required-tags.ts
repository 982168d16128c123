import type { TerraformDocument } from '../../src/core/document.ts'
import type { Rule } from '../../src/core/rule.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Block, Resource } from '../../src/core/terraform/configuration.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isList, isMap, isUnknown, type Unknown, type Value } from '../../src/core/terraform/value.ts'
import { example } from './shared/example.ts'
import { asHits, type Judged, type Told } from './shared/family.ts'
import { type Tagging, taggingOf } from './shared/taggable.ts'

const wanted = ['CostCenter', 'Team', 'Environment', 'Pipeline']

/** Names of tags, and what of them is not known. */
interface Tags {
  readonly names: readonly string[]
  readonly open?: Unknown
}

/** What a resource and its provider say of its tags. */
function tagsOf(resource: Resource, tagging: Tagging): Tags {
  const own = tagsIn(resource, settingsPath(resource, tagging.attribute))
  const { provider } = resource
  const given = provider && tagging.defaults ? tagsIn(provider, tagging.defaults) : { names: [] }
  const open = own.open ?? given.open
  return { names: [...own.names, ...given.names], ...(open && { open }) }
}

function settingsPath({ resourceType }: Resource, attribute: string): string {
  return resourceType === 'google_sql_database_instance' ? `settings.${attribute}` : attribute
}

function tagsIn(block: Block, path: string): Tags {
  const value = read(block, path).value ?? null
  if (isUnknown(value)) return { names: [], open: value }
  if (isMap(value)) return { names: [...value.keys()] }
  return repeated(block, value)
}

/** Groups for scaling have a block for each tag. */
function repeated(block: Block, value: Value): Tags {
  const maps = isList(value) ? value.filter(isMap).map((tag) => tag.get('key')) : []
  const keys = block.blocks.filter(({ type }) => type === 'tag').map((tag) => read(tag, 'key').value)
  const names = [...maps, ...keys].filter((key) => typeof key === 'string')
  const open = block.open.get('tag')
  return { names, ...(open && { open }) }
}

/** Whether anybody here follows the convention: one tag alone may be called so by chance. */
function isInUse(required: readonly string[], { resources, providers }: TerraformDocument): boolean {
  const known = new Set(required)
  const blocks = [
    ...resources.map((resource) =>
      tagsOf(resource, taggingOf(resource.resourceType) ?? { attribute: 'tags' }),
    ),
    ...providers.flatMap((provider) => [
      tagsIn(provider, 'default_tags.tags'),
      tagsIn(provider, 'default_labels'),
    ]),
  ]
  const used = new Set(blocks.flatMap(({ names }) => names.filter((name) => known.has(name))))
  return used.size >= Math.min(2, known.size)
}

function told(resource: Resource, required: readonly string[]): readonly Told[] {
  const tagging = taggingOf(resource.resourceType)
  if (resource.mode === 'data' || !tagging) return []
  const { names, open } = tagsOf(resource, tagging)
  const isLabel = tagging.attribute.endsWith('labels')
  const missing = required.filter((tag) => !names.includes(isLabel ? labelOf(tag) : tag))
  if (missing.length === 0) return []
  const { attribute } = tagging
  const place = read(resource, settingsPath(resource, attribute)).place
  if (open) return [{ kind: 'unclear', what: attribute, place, because: open }]
  const fact = missing.map((tag) => missingText(tag, { names, isLabel })).join(', ')
  return [{ kind: 'bad', what: attribute, place, fact, value: missing }]
}

/** Labels are in lower case: `CostCenter` is the label `cost_center`. */
function labelOf(tag: string): string {
  return tag.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

function missingText(
  tag: string,
  { names, isLabel }: { readonly names: readonly string[]; readonly isLabel: boolean },
): string {
  const shown = isLabel ? labelOf(tag) : tag
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_ ]/g, '')
  const near = names.find((name) => plain(name) === plain(tag))
  return near === undefined ? `${shown} is missing` : `${shown} is missing (${near} is another tag)`
}

const bucket = (name: string, ...tags: readonly string[]) =>
  example(
    `aws_s3_bucket.${name}`,
    `bucket = "acme-${name}"`,
    ...(tags.length > 0 ? ['tags = {', ...tags.map((tag) => `  ${tag} = "x"`), '}'] : []),
  )
const defaults =
  'provider "aws" {\n  default_tags {\n    tags = {\n      CostCenter  = "412"\n      Team        = "data"\n      Environment = "prod"\n    }\n  }\n}\n'

const rule: Rule = defineRule({
  id: 'terraform/required-tags',
  title: 'Tag what holds data or costs money',
  severity: 'medium',
  languages: ['terraform'],
  tags: ['terraform', 'governance'],
  since: '0.1.0',
  why: 'Without an owner and a cost centre nobody can say whose data this is, who pays for it, and whether it may be deleted. Tags that are missing when a resource is made are rarely added later.',
  fix: 'Add the tags, once for all in `default_tags` of the provider (`default_labels` for Google), and what differs in `tags` of the resource. Names are case-sensitive: `costcenter` is another tag than `CostCenter`. Google takes the label `cost_center` for `CostCenter`.',
  references: [
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging',
    'https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html',
  ],
  aliases: ['tflint:aws_resource_missing_tags'],
  options: {
    tags: { description: 'Names of the tags that every such resource must have.', default: wanted },
    everywhere: {
      description:
        'Also where resources and providers of the configuration carry fewer than two of the tags.',
      default: false,
    },
  },
  examples: {
    bad: [
      bucket('raw', 'CostCenter', 'Team', 'Environment'),
      `${defaults}${bucket('raw', 'costcenter', 'pipeline')}`,
      {
        files: { 'main.tf': bucket('raw') },
        options: { everywhere: true },
        note: 'Where the policy wants the tags everywhere.',
      },
    ],
    good: [
      bucket('raw', 'CostCenter', 'Team', 'Environment', 'Pipeline'),
      `${defaults}${bucket('raw', 'Pipeline')}`,
      bucket('raw'),
      {
        files: {
          'main.tf': `provider "aws" {\n  default_tags {\n    tags = {\n      Team = "data"\n    }\n  }\n}\n${bucket('raw')}`,
        },
        note: 'One tag of the convention alone is no convention.',
      },
      `variable "tags" {\n  type = map(string)\n}\n${bucket('raw', ...wanted)}${example('aws_s3_bucket.other', 'bucket = "acme-other"', 'tags = var.tags')}`,
      `${bucket('raw', ...wanted)}${example('aws_s3_bucket_policy.raw', 'bucket = aws_s3_bucket.raw.id', 'policy = "{}"')}`,
    ],
  },
  *check(document, { options }) {
    const required = Array.isArray(options.tags) ? options.tags : wanted
    if (options.everywhere !== true && !isInUse(required, document)) return
    const judged = document.resources.flatMap((resource): Judged[] =>
      told(resource, required).map((each) => ({ resource, told: each })),
    )
    yield* asHits(judged, 'lacks required tags', document)
  },
})

export default rule
