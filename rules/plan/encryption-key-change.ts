import { defineRule } from '../../src/core/rule.ts'
import type { PlannedResource } from '../../src/core/terraform/plan.ts'
import { plannedDifferences } from '../../src/core/terraform/planned-difference.ts'
import { sameValue, valueAt } from '../../src/core/terraform/value.ts'
import { change, planWith } from './shared/example.ts'
import {
  hitOn,
  holdsData,
  isDestroyed,
  isReplaced,
  isUpdated,
  type Planned,
  plannedIn,
} from './shared/planned.ts'

const cluster = (key: string) => `resource "aws_rds_cluster" "main" {
  kms_key_id = ${key}
}
`
const key = 'resource "aws_kms_key" "lake" {\n  description = "lake"\n}\n'
const first = 'arn:aws:kms:eu-west-1:111122223333:key/one'
const second = 'arn:aws:kms:eu-west-1:111122223333:key/two'

export default defineRule({
  id: 'plan/encryption-key-change',
  title: 'Keep the key that the data is encrypted with',
  languages: ['terraform'],
  severity: 'critical',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'What a deleted or disabled key encrypted cannot be read again: not the store, not its snapshots, not its backups. Most stores cannot change their key in place either and are replaced by an empty one.',
  fix: 'Keep the old key, enabled, as long as anything encrypted with it exists, backups included. To change keys, copy a snapshot under the new key, restore from it, switch over, and retire the old key last.',
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html'],
  examples: {
    before: key,
    bad: [
      {
        files: { 'main.tf': '# nothing\n' },
        plan: planWith(
          change('aws_kms_key.lake', 'delete', [{ description: 'lake' }, null], {
            action_reason: 'delete_because_no_resource_config',
          }),
        ),
      },
      {
        before: cluster(`"${first}"`),
        files: { 'main.tf': cluster(`"${second}"`) },
        plan: planWith(
          change('aws_rds_cluster.main', 'replace', [{ kms_key_id: first }, { kms_key_id: second }], {
            change: { replace_paths: [['kms_key_id']] },
          }),
        ),
      },
    ],
    good: [
      {
        note: 'A key where there was none',
        before: 'resource "aws_kinesis_stream" "events" {\n  name = "events"\n}\n',
        files: {
          'main.tf': `resource "aws_kinesis_stream" "events" {\n  name       = "events"\n  kms_key_id = "${first}"\n}\n`,
        },
        plan: planWith(
          change('aws_kinesis_stream.events', 'update', [
            { name: 'events' },
            { name: 'events', kms_key_id: first },
          ]),
        ),
      },
      {
        note: 'Rotation keeps what was encrypted readable',
        files: { 'main.tf': key.replace('}', '  enable_key_rotation = true\n}') },
        plan: planWith(
          change('aws_kms_key.lake', 'update', [
            { enable_key_rotation: false },
            { enable_key_rotation: true },
          ]),
        ),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      if (isKey(resource)) yield* lostKey(planned)
      else if (resource.type === 'aws_kms_alias') yield* swappedAlias(planned)
      else if (isUpdated(resource) && holdsData(resource)) yield* swappedKey(planned)
    }
  },
})

const isKey = ({ type }: PlannedResource) =>
  /^(?:aws_kms_(?:key|external_key|replica_key)|google_kms_crypto_key|azurerm_key_vault_key|google_kms_key_ring)$/.test(
    type,
  )

function* lostKey(planned: Planned) {
  const { resource } = planned
  const what = 'What it encrypted can then no longer be read, backups included.'
  if (isDestroyed(resource))
    yield hitOn(planned, { message: `The key ${resource.address} is destroyed. ${what}` })
  else if (isReplaced(resource)) {
    yield hitOn(planned, {
      path: resource.replacePaths[0] ?? [],
      message: `The key ${resource.address} is replaced. ${what}`,
    })
  } else if (
    valueAt(resource.before, ['is_enabled']) !== false &&
    valueAt(resource.after, ['is_enabled']) === false
  ) {
    yield hitOn(planned, {
      path: ['is_enabled'],
      message: `The key ${resource.address} is disabled. ${what}`,
    })
  }
}

/** Nothing is lost while the old key stays; what is written from now on needs the new one. */
function* swappedAlias(planned: Planned) {
  const { resource } = planned
  const [was, is] = [resource.before, resource.after].map((side) => valueAt(side, ['target_key_id']))
  if (!isUpdated(resource) || typeof was !== 'string' || is === undefined || sameValue(was, is) === 'yes')
    return
  yield hitOn(planned, {
    path: ['target_key_id'],
    message: `The alias ${resource.address} leads to another key: what is there stays under the old one, and what is written from now on needs the new one.`,
    weight: 'light',
  })
}

const namesKey =
  /(?:^|_)(?:kms_key|kms_key_id|kms_key_arn|kms_key_name|kms_master_key_id|kms_master_key_arn|key_vault_key_id|customer_managed_key_id|encryption_key|cmk_id)$/

function* swappedKey(planned: Planned) {
  const { resource } = planned
  for (const { path, before } of plannedDifferences(resource)) {
    const name = String(path.findLast((each) => typeof each === 'string') ?? '')
    if (!namesKey.test(name) || before === undefined || before === null || before === '') continue
    const how = isReplaced(resource) ? 'and is replaced for it' : 'and what is there stays under the old one'
    yield hitOn(planned, { path, message: `${resource.address} gets another key, ${how}.` })
  }
}
