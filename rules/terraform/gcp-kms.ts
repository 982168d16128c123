import type { Rule } from '../../src/core/rule.ts'
import { demand, isNot, isOneOf, isTrue, type Wanted, when } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { grantsToEverybody, iamTypes } from './shared/google-members.ts'

const keyPage =
  'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/kms_crypto_key'

const day = 86_400

/** Periods are written in seconds: `7776000s`. */
const isWithin90Days: Wanted = (value) => {
  const seconds = typeof value === 'string' ? /^(\d{1,12})(?:\.\d{1,9})?s$/.exec(value)?.[1] : undefined
  return seconds !== undefined && Number(seconds) >= day && Number(seconds) <= 90 * day
}

const key = (...lines: readonly string[]) =>
  example(
    'google_kms_crypto_key.sales',
    'name     = "sales"',
    'key_ring = "projects/p/locations/eu/keyRings/r"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/gcp-kms-rotation',
    title: 'Rotate Cloud KMS keys within 90 days',
    severity: 'medium',
    on: ['google_kms_crypto_key'],
    problem: 'is not rotated within 90 days',
    judge: when(
      'purpose',
      isOneOf('ENCRYPT_DECRYPT'),
      when('import_only', isNot(isTrue), demand('rotation_period', isWithin90Days, { absent: 'bad' }), {
        absent: true,
      }),
      { absent: true },
    ),
    why: 'The longer one version of a key is used, the more data a leak of it opens.',
    fix: 'Set `rotation_period = "7776000s"` (90 days). Older versions stay and go on decrypting what they encrypted. Keys that sign or decrypt asymmetrically cannot rotate by themselves and are not reported.',
    references: ['https://cloud.google.com/kms/docs/key-rotation', keyPage],
    aliases: aliasesOf('CKV_GCP_43', 'GCP-0065', 'google-kms-rotate-kms-keys'),
    examples: {
      bad: [key(), key('rotation_period = "31536000s"')],
      good: [
        key('rotation_period = "7776000s"'),
        key('purpose = "ASYMMETRIC_SIGN"', 'version_template {', '  algorithm = "EC_SIGN_P256_SHA256"', '}'),
      ],
    },
  }),
  family({
    id: 'terraform/gcp-kms-prevent-destroy',
    title: 'Let no apply destroy Cloud KMS keys',
    severity: 'high',
    on: ['google_kms_crypto_key'],
    problem: 'can be destroyed by an apply',
    judge: demand('lifecycle.prevent_destroy', isTrue, { absent: 'bad' }),
    why: 'Terraform cannot delete a key, so it destroys all its versions instead. After the days of grace everything encrypted with them is lost, backups included.',
    fix: 'Add `lifecycle { prevent_destroy = true }`. Changes that would replace the key, such as another `key_ring`, then fail in the plan instead of destroying data.',
    references: [keyPage, 'https://cloud.google.com/kms/docs/destroy-restore'],
    aliases: aliasesOf('CKV_GCP_82'),
    examples: {
      bad: [key('rotation_period = "7776000s"'), key('lifecycle {', '  prevent_destroy = false', '}')],
      good: [
        key('lifecycle {', '  prevent_destroy = true', '}'),
        'data "google_kms_crypto_key" "sales" {\n  name     = "sales"\n  key_ring = "projects/p/locations/eu/keyRings/r"\n}\n',
      ],
    },
  }),
  family({
    id: 'terraform/gcp-kms-public',
    title: 'Grant Cloud KMS keys to named principals only',
    severity: 'critical',
    on: iamTypes('google_kms_crypto_key', 'google_kms_key_ring'),
    problem: 'opens a key to everybody',
    judge: grantsToEverybody,
    why: 'Whoever gets hold of a copy of the data can have it decrypted: the key no longer protects anything.',
    fix: 'Name the service agent that encrypts and the service accounts that read: `member = "serviceAccount:service-123@gs-project-accounts.iam.gserviceaccount.com"`.',
    references: [
      'https://cloud.google.com/kms/docs/iam',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_kms_crypto_key_iam',
    ],
    aliases: aliasesOf('CKV_GCP_112'),
    examples: {
      bad: [
        example(
          'google_kms_crypto_key_iam_member.sales',
          'crypto_key_id = "p/eu/r/sales"',
          'role          = "roles/cloudkms.cryptoKeyDecrypter"',
          'member        = "allUsers"',
        ),
        example(
          'google_kms_key_ring_iam_binding.sales',
          'key_ring_id = "p/eu/r"',
          'role        = "roles/cloudkms.viewer"',
          'members     = ["allAuthenticatedUsers"]',
        ),
      ],
      good: [
        example(
          'google_kms_crypto_key_iam_member.sales',
          'crypto_key_id = "p/eu/r/sales"',
          'role          = "roles/cloudkms.cryptoKeyDecrypter"',
          'member        = "serviceAccount:etl@p.iam.gserviceaccount.com"',
        ),
        example(
          'google_kms_key_ring_iam_binding.sales',
          'key_ring_id = "p/eu/r"',
          'role        = "roles/cloudkms.viewer"',
          'members     = ["group:allUsers@example.com"]',
        ),
      ],
    },
  }),
]

export default rules
