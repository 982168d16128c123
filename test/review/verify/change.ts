import type { ReviewSetting } from '../../../src/core/policy.ts'
import type { Candidate, Verified } from '../../../src/review/answer.ts'
import type { Memory } from '../../../src/review/journal.ts'
import type { GroundFile, GroundFinding, Prepared, Question } from '../../../src/review/question.ts'
import { type Against, verify } from '../../../src/review/verify.ts'

// A change with a migration, a model and a root module, and answers about it.

const migration = `-- orders get a status
ALTER TABLE orders ADD COLUMN status text;
UPDATE orders SET status = 'open' WHERE shipped_at IS NULL;
CREATE INDEX orders_status_idx ON orders (status);
ALTER TABLE customers DROP COLUMN legacy_code;
ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk
  FOREIGN KEY (order_id) REFERENCES orders (id);
GRANT SELECT ON customers TO reporting;

ALTER TABLE customers ALTER COLUMN email SET NOT NULL;
`

const model = `{{ config(materialized='incremental', unique_key='day') }}
with paid as (
    select order_id, amount, paid_at
    from {{ ref('stg_payments') }}
    where state <> 'refunded'
),
joined as (
    select o.id, o.customer_id, p.amount, p.paid_at
    from app.orders o
    left join paid p on p.order_id = o.id
    where p.paid_at >= '2026-01-01'
)
select
    date_trunc('day', paid_at) as day,
    sum(amount) as revenue,
    count(*) as orders
from joined
group by 1

-- kept for the old dashboard
select customer_id from app.customers
`

const infra = `resource "aws_s3_bucket" "lake" {
  bucket = "acme-lake"
}

resource "aws_db_instance" "main" {
  engine              = "postgres"
  storage_encrypted   = false
  publicly_accessible = true
  backup_retention_period = 1
}

resource "aws_iam_role_policy" "loader" {
  policy = data.aws_iam_policy_document.loader.json
}

resource "aws_kms_key" "old" {
  enable_key_rotation = true
}
`

export const paths = {
  migration: 'db/7_orders.sql',
  model: 'models/daily_revenue.sql',
  infra: 'infra/main.tf',
} as const

export const groundFiles: Readonly<Record<string, GroundFile>> = {
  [paths.migration]: {
    text: migration,
    changed: [
      { startLine: 1, endLine: 7 },
      { startLine: 10, endLine: 10 },
    ],
    affected: [{ startLine: 6, endLine: 7 }],
  },
  [paths.model]: {
    text: model,
    changed: [
      { startLine: 5, endLine: 5 },
      { startLine: 10, endLine: 11 },
    ],
    affected: [{ startLine: 1, endLine: 18 }],
  },
  [paths.infra]: {
    text: infra,
    changed: [
      { startLine: 7, endLine: 9 },
      { startLine: 13, endLine: 13 },
    ],
    affected: [
      { startLine: 5, endLine: 10 },
      { startLine: 12, endLine: 14 },
    ],
  },
  'db/8_other.sql': { text: 'DROP TABLE sessions;\n', changed: [{ startLine: 1, endLine: 1 }], affected: [] },
}

const findings: readonly GroundFinding[] = [
  {
    ...{ ruleId: 'postgres/require-concurrent-index', path: paths.migration, subject: 'orders_status_idx' },
    lines: { startLine: 4, endLine: 4 },
    message: 'Building this index blocks every write to orders until it is done.',
  },
  {
    ...{ ruleId: 'migration/ban-drop-column', path: paths.migration, subject: 'customers.legacy_code' },
    lines: { startLine: 5, endLine: 5 },
    message:
      'Dropping customers.legacy_code deletes its values for good, and breaks the running version wherever it names the column.',
  },
  {
    ...{
      ruleId: 'postgres/require-not-valid-foreign-key',
      path: paths.migration,
      subject: 'invoices_order_fk',
    },
    lines: { startLine: 6, endLine: 7 },
    message:
      'Adding this foreign key checks every row of invoices, and every write to invoices and orders waits until it is done.',
  },
  {
    ...{ ruleId: 'terraform/rds-encryption', path: paths.infra, subject: 'aws_db_instance.main' },
    lines: { startLine: 7, endLine: 7 },
    message: 'aws_db_instance.main keeps its data unencrypted.',
  },
  {
    ...{ ruleId: 'terraform/rds-public', path: paths.infra, subject: 'aws_db_instance.main' },
    lines: { startLine: 8, endLine: 8 },
    message: 'aws_db_instance.main can be reached from the internet.',
  },
]

export const prepared: Prepared = {
  questions: [],
  notRead: [],
  project: 'Postgres 16. Migrations by flyway.',
  replacements: [
    { placeholder: '<DATE_1>', original: '2026-01-01' },
    { placeholder: '<TEXT_1>', original: 'refunded' },
    { placeholder: '<EMAIL_1>', original: 'jo@acme.com' },
  ],
  grounds: {
    files: groundFiles,
    relations: {
      orders: ['id', 'customer_id', 'total', 'shipped_at', 'status'],
      'app.orders': ['id', 'customer_id', 'total', 'shipped_at', 'status'],
      customers: ['id', 'email', 'legacy_code'],
      'app.customers': ['id', 'email', 'legacy_code'],
      invoices: ['id', 'order_id', 'amount'],
      events: null,
      v_open_orders: ['id', 'total'],
    },
    knowsAllRelations: true,
    resources: [
      'aws_s3_bucket.lake',
      'aws_db_instance.main',
      'aws_iam_role_policy.loader',
      'aws_kms_key.old',
      'module.net["eu"].aws_security_group.db[0]',
    ],
    findings,
  },
}

export type Topic = 'ddl' | 'diff' | 'plan'

function question(topic: Topic): Question {
  const path = { ddl: paths.migration, diff: paths.model, plan: paths.infra }[topic]
  return {
    ...{ id: `${topic}:${path}`, topic, title: path, paths: [path], tier: 'review', cut: [], tokens: 100 },
    parts: [
      { name: 'dependents', text: 'view v_open_orders reads orders; index customers_email_key on customers' },
    ],
  }
}

export const setting: ReviewSetting = {
  ...{ share: 'schema', enforcement: 'warn', categories: {}, exclude: { paths: [], relations: [] } },
  ...{ shadow: false, models: {}, budget: {} },
}

export const firstRound: Memory = { round: 1, earlier: [] }

const base: Record<Topic, Candidate> = {
  ddl: {
    ...{ category: 'deployment-order', severity: 'high', confidence: 'high', path: paths.migration, line: 3 },
    quote: "UPDATE orders SET status = 'open' WHERE shipped_at IS NULL;",
    ...{ subject: 'orders.status', names: ['orders.status', 'orders.shipped_at'] },
    title: 'Cancelled orders are marked as open',
    consequence: 'Orders that were cancelled and never shipped turn up in the queue of open ones.',
    ...{ fix: 'Leave cancelled orders out of the update.', suggestion: null },
  },
  diff: {
    ...{ category: 'join-correctness', severity: 'high', confidence: 'high', path: paths.model, line: 11 },
    quote: "where p.paid_at >= '2026-01-01'",
    ...{ subject: 'paid', names: ['app.orders', 'paid.paid_at'] },
    title: 'The filter on the outer side turns the left join into an inner one',
    consequence: 'Orders without a payment vanish from the result.',
    ...{ fix: 'Move the condition into the join.', suggestion: null },
  },
  plan: {
    ...{ category: 'security', severity: 'high', confidence: 'high', path: paths.infra, line: 13 },
    quote: 'policy = data.aws_iam_policy_document.loader.json',
    ...{ subject: 'aws_iam_role_policy.loader', names: ['aws_iam_role_policy.loader'] },
    title: 'The loader may write to the bucket although it only has to read',
    consequence: 'A loader that is taken over can replace raw files.',
    ...{ fix: 'Leave the write actions out.', suggestion: null },
  },
}

export function candidate(topic: Topic, over: Partial<Candidate> = {}): Candidate {
  return { ...base[topic], ...over }
}

export function against(topic: Topic, over: Partial<Against> = {}): Against {
  return { question: question(topic), prepared, setting, memory: firstRound, accepted: [], ...over }
}

/** `kept`, or why not. */
export function outcome(topic: Topic, over: Partial<Candidate>, more: Partial<Against> = {}): string {
  const { kept, dropped } = verify([candidate(topic, over)], against(topic, more))
  return kept.length === 1 ? 'kept' : (dropped[0]?.reason ?? 'nothing')
}

export function keptOf(topic: Topic, over: Partial<Candidate> = {}, more: Partial<Against> = {}): Verified {
  const { kept, dropped } = verify([candidate(topic, over)], against(topic, more))
  if (!kept[0]) throw new Error(`dropped: ${dropped[0]?.reason}`)
  return kept[0]
}
