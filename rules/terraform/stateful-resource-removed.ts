import type { TerraformDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { andList } from '../../src/core/near-names.ts'
import { defineRule } from '../../src/core/rule.ts'
import { codeMoves } from '../../src/core/terraform/code-moves.ts'
import type { Refactoring, Resource } from '../../src/core/terraform/configuration.ts'
import { differences, type Unseen } from '../../src/core/terraform/earlier.ts'
import type { Holding } from '../../src/core/terraform/holdings.ts'
import { alongWith } from '../../src/core/terraform/moves.ts'
import { isStateful } from '../../src/core/terraform/stateful.ts'
import { example } from './shared/example.ts'
import { heldBy, lossOf, movedWithoutBlock, refused } from './shared/missing-moves.ts'

const bucket = (name = 'raw', text = 'acme-raw') => example(`aws_s3_bucket.${name}`, `bucket = "${text}"`)
const zones = (...keys: readonly string[]) =>
  example(
    'aws_s3_bucket.zone',
    `for_each = toset([${keys.map((key) => `"${key}"`).join(', ')}])`,
    'bucket   = each.key',
  )
const other = example('aws_sns_topic.alarms', 'name = "alarms"')
const changed = (before: string, after: string) => ({
  before: { 'main.tf': before },
  files: { 'main.tf': after },
})

export default defineRule({
  id: 'terraform/stateful-resource-removed',
  title: 'Do not delete what holds data by deleting its code',
  severity: 'critical',
  languages: ['terraform'],
  tags: ['terraform', 'data-loss'],
  since: '0.1.0',
  why: 'The next apply destroys what the code no longer has, with its data. prevent_destroy does not help, for it goes with the block. A new name without a moved block is the same: the old one is destroyed and an empty one is made.',
  fix: `1. Renamed or moved into a module? Add a \`moved\` block with the old and the new address, and keep it.
2. Should it live on without Terraform? Replace the block by \`removed { from = ... lifecycle { destroy = false } }\`.
3. Should it really go? Take a backup, have its owner agree, and say \`removed { from = ... lifecycle { destroy = true } }\`, so that the code tells that it is meant.`,
  references: [
    'https://developer.hashicorp.com/terraform/language/moved',
    'https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources',
  ],
  subsumedBy: [
    'plan/destroy-stateful',
    'plan/rename-without-moved',
    'plan/for-each-key-change',
    'plan/forget-stateful',
  ],
  examples: {
    bad: [
      changed(bucket() + other, other),
      changed(bucket(), bucket('landing')),
      changed(zones('raw', 'mart'), zones('mart')),
      { before: { 'main.tf': other, 'lake.tf': bucket() }, files: { 'lake.tf': null } },
      {
        before: {
          'main.tf': 'module "lake" {\n  source = "./modules/lake"\n}\n',
          'modules/lake/main.tf': bucket(),
        },
        files: { 'main.tf': 'module "store" {\n  source = "./modules/lake"\n}\n' },
        note: 'A module that got another name.',
      },
    ],
    good: [
      changed(
        bucket(),
        `moved {\n  from = aws_s3_bucket.raw\n  to   = aws_s3_bucket.landing\n}\n${bucket('landing')}`,
      ),
      changed(
        bucket() + other,
        `removed {\n  from = aws_s3_bucket.raw\n  lifecycle {\n    destroy = false\n  }\n}\n${other}`,
      ),
      changed(bucket() + other, bucket()),
      changed(
        zones('raw'),
        `variable "zones" {\n  type = set(string)\n}\n${example('aws_s3_bucket.zone', 'for_each = var.zones', 'bucket   = each.key')}`,
      ),
      {
        before: { 'main.tf': bucket() },
        files: { 'main.tf': other, 'store.tf': bucket() },
        note: 'Only the file is another one.',
      },
    ],
  },
  *check(document) {
    // A plan says what really happens to each resource.
    if (!document.before || document.plans.length > 0) return
    const { pairs, gone, unseen, uncertain } = differences(document)
    yield* notSeen([...unseen, ...uncertain], document)
    const kept = new Set(pairs.map(({ is }) => is))
    const fresh = document.resources.filter((is) => is.mode === 'managed' && !kept.has(is))
    if (isEmpty(document)) {
      yield* orphaned(document, gone)
      return
    }
    const lost = gone.filter(
      (was) =>
        isStateful(was.resourceType) && !isRemovedOnPurpose(was, document) && !isOnlyCounted(was, fresh),
    )
    const moves = codeMoves(lost, fresh)
    yield* movedWithoutBlock(moves, { along: alongWith(moves, gone.filter(holdsNothing), fresh), document })
    const moved = new Set(moves.map(({ old }) => old))
    const rest = lost.filter((was) => !moved.has(was))
    for (const group of Map.groupBy(rest, ({ header }) => `${header.path} ${header.range.start}`).values()) {
      const [first] = group
      if (first) yield goneHit(first, group, document)
    }
    yield* perhapsLost(document)
  },
})

const holdsNothing = ({ resourceType }: Resource) => !isStateful(resourceType)

/** A `removed` block names it, or a module around it: then the code says what is meant. */
function isRemovedOnPurpose({ address, declared }: Resource, { refactorings }: TerraformDocument): boolean {
  const removed = refactorings.filter(({ kind }) => kind === 'removed')
  return removed.some(({ from }: Refactoring) => {
    if (from === undefined) return false
    return [address, declared].some(
      (each) => each === from || each.startsWith(`${from}.`) || each.startsWith(`${from}[`),
    )
  })
}

/** Terraform itself moves `x` to `x[0]` and back when a count comes or goes. */
function isOnlyCounted({ declared, address, key }: Resource, fresh: readonly Resource[]): boolean {
  return fresh.some(
    (is) =>
      is.declared === declared &&
      (key === undefined ? is.key === 0 : key === 0 && is.address !== address && is.key === undefined),
  )
}

function goneHit(was: Resource, group: readonly Resource[], document: TerraformDocument): Hit {
  const at = document.resources.find(({ declared }) => declared === was.declared)?.header ?? was.header
  return {
    ...lossOf(was, document),
    at: at.range,
    path: at.path,
    ...(at === was.header && { side: 'base' as const }),
    message: messageOf(group, heldBy(was), refused(was, document)),
  }
}

function messageOf(group: readonly Resource[], holding: Holding, refusal: string): string {
  const addresses = addressesText(group)
  const destroys = `the next apply ${refusal === '' ? 'destroys' : 'would destroy'}`
  return group.length === 1
    ? `${addresses} is gone from the code: ${destroys} it${becomesOfOne[holding]}${refusal}`
    : `${addresses} are gone from the code: ${destroys} them${becomesOfAll(group.length)[holding]}${refusal}`
}

const becomesOfOne: Readonly<Record<Holding, string>> = {
  here: ' with what it holds.',
  replaceable: ' with what it holds.',
  cluster: '. The cluster keeps the data and has one instance less.',
  elsewhere: '. The data stays where it is; what reads it by this name fails.',
  catalogued: '. The data stays where it is; what the catalog knows of it goes, and what reads it fails.',
}

const becomesOfAll = (amount: number): Readonly<Record<Holding, string>> => ({
  here: ' with what they hold.',
  replaceable: ' with what they hold.',
  cluster: `. The cluster keeps the data and has ${amount} instances fewer.`,
  elsewhere: '. The data stays where it is; what reads it by these names fails.',
  catalogued: '. The data stays where it is; what the catalog knows of it goes, and what reads it fails.',
})

function addressesText(group: readonly Resource[]): string {
  const shown = group.slice(0, 3).map(({ address }) => address)
  const more = group.length > 3 ? [`${group.length - 3} more`] : []
  return andList([...shown, ...more])
}

/** Nothing of the root module is left: nobody applies what is not there, and the state stays behind. */
function isEmpty({ resources, providers, settings, modules, inputs, problems }: TerraformDocument): boolean {
  const isLeft = problems.some(({ hides }) => hides)
  return !isLeft && [resources, providers, settings, modules, inputs].every(({ length }) => length === 0)
}

/** Stores of which code that was not read may still tell, and those of which it is not known how many are left. */
function* notSeen(unseen: readonly Unseen[], document: TerraformDocument): Iterable<Hit> {
  for (const { was, because } of unseen) {
    if (!isStateful(was.resourceType) || isRemovedOnPurpose(was, document)) continue
    const reason = because.because.map(({ text }) => text).join(', as ')
    yield undeterminedHit(was, `Whether ${was.declared} is gone cannot be told: ${reason}.`, reason)
  }
}

function undeterminedHit({ header, declared }: Resource, message: string, reason: string): Hit {
  return {
    at: header.range,
    path: header.path,
    side: 'base',
    subject: { kind: 'resource', name: declared },
    identity: 'gone',
    message,
    undetermined: reason,
  }
}

function* orphaned({ root }: TerraformDocument, gone: readonly Resource[]): Iterable<Hit> {
  const [first] = gone.filter(({ resourceType }) => isStateful(resourceType))
  if (!first) return
  const name = root === '' ? 'the repository' : root
  const reason = `no code is left in ${name}, so it depends on who applies it whether what it made is destroyed`
  yield undeterminedHit(first, `Whether ${first.declared} is destroyed cannot be told: ${reason}.`, reason)
}

/** A block that may have made nothing. */
function* perhapsLost(document: TerraformDocument): Iterable<Hit> {
  const declared = new Set(document.resources.map((is) => is.declared))
  for (const was of document.before?.resources ?? []) {
    const isDoubtful = was.uncertain && isStateful(was.resourceType) && was.mode === 'managed'
    if (!isDoubtful || declared.has(was.declared) || isRemovedOnPurpose(was, document)) continue
    const reason = was.uncertain?.because.map(({ text }) => text).join(', as ') ?? 'its count is not known'
    yield undeterminedHit(was, `Whether ${was.declared} was there cannot be told: ${reason}.`, reason)
  }
}
