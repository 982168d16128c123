import type { Rule } from '../../src/core/rule.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { grantsToEverybody, iamTypes } from './shared/google-members.ts'
import { demandPresent } from './shared/present.ts'

const rules: readonly Rule[] = [
  family({
    id: 'terraform/pubsub-public',
    title: 'Grant Pub/Sub topics and subscriptions to named principals only',
    severity: 'critical',
    on: iamTypes('google_pubsub_topic', 'google_pubsub_subscription'),
    problem: 'opens a stream to everybody',
    judge: grantsToEverybody,
    why: 'Anybody can read the messages, or publish messages of their own that the pipeline then takes for real ones.',
    fix: 'Name who publishes and who subscribes: `member = "serviceAccount:ingest@project.iam.gserviceaccount.com"`.',
    references: [
      'https://cloud.google.com/pubsub/docs/access-control',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/pubsub_topic_iam',
    ],
    aliases: aliasesOf('CKV_GCP_99'),
    examples: {
      bad: [
        example(
          'google_pubsub_topic_iam_member.orders',
          'topic  = "orders"',
          'role   = "roles/pubsub.publisher"',
          'member = "allUsers"',
        ),
        example(
          'google_pubsub_subscription_iam_binding.orders',
          'subscription = "orders"',
          'role         = "roles/pubsub.subscriber"',
          'members      = ["allAuthenticatedUsers"]',
        ),
      ],
      good: [
        example(
          'google_pubsub_topic_iam_member.orders',
          'topic  = "orders"',
          'role   = "roles/pubsub.publisher"',
          'member = "serviceAccount:ingest@p.iam.gserviceaccount.com"',
        ),
        example(
          'google_pubsub_subscription_iam_binding.orders',
          'subscription = "orders"',
          'role         = "roles/pubsub.subscriber"',
          'members      = []',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/pubsub-encryption-key',
    title: 'Encrypt Pub/Sub topics with a key of your own',
    severity: 'low',
    on: ['google_pubsub_topic'],
    problem: 'leaves its messages to keys of Google',
    judge: demandPresent('kms_key_name'),
    why: 'Pub/Sub encrypts messages at rest in any case. Only with a key of your own can you take retained messages back by disabling the key.',
    fix: 'Set `kms_key_name = google_kms_crypto_key.orders.id`, after the Pub/Sub service agent has `roles/cloudkms.cryptoKeyEncrypterDecrypter` on the key: without it publishing fails.',
    references: [
      'https://cloud.google.com/pubsub/docs/encryption',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/pubsub_topic',
    ],
    aliases: aliasesOf('CKV_GCP_83'),
    examples: {
      bad: [
        example('google_pubsub_topic.orders', 'name = "orders"'),
        example('google_pubsub_topic.orders', 'name         = "orders"', 'kms_key_name = ""'),
      ],
      good: [
        example(
          'google_pubsub_topic.orders',
          'name         = "orders"',
          'kms_key_name = "projects/p/locations/eu/keyRings/r/cryptoKeys/k"',
        ),
        example(
          'google_pubsub_subscription.orders',
          'name  = "orders"',
          'topic = "projects/p/topics/orders"',
        ),
      ],
    },
  }),
]

export default rules
