import type { FileContent, Snapshot, Tree } from '../../src/core/snapshot.ts'

// An ordinary pull request: a migration on a history of forty, two dbt models with their properties, a root module of Terraform.

const history = Array.from({ length: 40 }, (_, n): [string, string] => [
  `db/migration/V${n + 1}__table_${n + 1}.sql`,
  `CREATE TABLE table_${n + 1} (
  id bigint PRIMARY KEY,
  ${n > 0 ? `table_${n}_id bigint REFERENCES table_${n} (id),` : ''}
  name text NOT NULL,
  total numeric(12, 2),
  status text DEFAULT 'new',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX table_${n + 1}_status ON table_${n + 1} (status);
CREATE VIEW open_${n + 1} AS SELECT id, name, total FROM table_${n + 1} WHERE status = 'new';
`,
])

const migration = `SET lock_timeout = '2s';
ALTER TABLE table_3 ADD COLUMN discount numeric(12, 2);
ALTER TABLE table_3 ADD COLUMN region text;
UPDATE table_3 SET discount = total * 0.05 WHERE status = 'paid' AND created_at > '2026-01-01';
UPDATE table_3 SET region = (SELECT name FROM table_2 WHERE table_2.id = table_3.table_2_id);
ALTER TABLE table_4 ALTER COLUMN total SET NOT NULL;
CREATE INDEX CONCURRENTLY table_3_region ON table_3 (region);
DROP VIEW open_3;
CREATE VIEW open_3 AS SELECT id, name, total, discount FROM table_3 WHERE status <> 'closed';
ALTER TABLE table_5 DROP COLUMN status;
`

const model = (join: string, more: string) => `{{ config(materialized='incremental', unique_key='id') }}
with orders as (
  select id, table_2_id, total, status, created_at from {{ ref('stg_orders') }}
  {% if is_incremental() %} where created_at > (select max(created_at) from {{ this }}) {% endif %}
), customers as (
  select id, name, region from {{ ref('stg_customers') }}
)
select o.id, c.name, c.region, sum(o.total) as revenue${more}
from orders o
${join} customers c on c.id = o.table_2_id
group by 1, 2, 3
`

const properties = `models:
  - name: revenue
    description: One row per order, revenue as invoiced, cancelled orders left out.
    columns:
      - { name: id, tests: [unique, not_null] }
      - { name: revenue, description: in euros }
`

const terraform = (publicly: string) => `resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.r6g.large"
  allocated_storage   = 100
  publicly_accessible = ${publicly}
  storage_encrypted   = true
}

${Array.from({ length: 12 }, (_, n) => `resource "aws_s3_bucket" "lake_${n}" {\n  bucket = "acme-lake-${n}"\n}\n`).join('\n')}`

const base = new Map([
  ...history,
  ['analytics/dbt_project.yml', 'name: shop\nprofile: shop\n'],
  ['analytics/models/revenue.sql', model('left join', '')],
  ['analytics/models/margin.sql', model('join', '')],
  ['analytics/models/schema.yml', properties],
  ['infra/main.tf', terraform('false')],
])
const edits = new Map([
  ['db/migration/V41__discounts.sql', migration],
  ['analytics/models/revenue.sql', model('join', ', count(*) as orders')],
  ['analytics/models/margin.sql', model('left join', ', avg(o.total) as average')],
  ['infra/main.tf', terraform('true')],
])

export const ordinary: Snapshot = {
  base: treeOf(base),
  head: treeOf(new Map([...base, ...edits])),
  changed: [...edits.keys()].sort().map((path) => ({ path, status: base.has(path) ? 'modified' : 'added' })),
  clock: { today: '2026-11-28' },
}

function treeOf(texts: ReadonlyMap<string, string>): Tree {
  const files = [...texts].sort(([one], [other]) => (one < other ? -1 : 1))
  const contents = files.map(([path, text]): [string, FileContent] => [path, { kind: 'text', text }])
  return { commit: null, files: new Map(contents), paths: files.map(([path]) => path) }
}
