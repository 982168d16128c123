import { columnOf, isNullProven } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import type { Hit } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import { constraintSubject, listed, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { type AddedConstraint, addedConstraints } from './shared/constraints.ts'

export default defineRule({
  id: 'postgres/require-primary-key-using-index',
  title: 'Build the index of a primary key first, on columns that are NOT NULL',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'constraints', 'indexes'],
  since: '0.1.0',
  scalesWithTable: true,
  subsumedBy: [
    'postgres/ban-volatile-default',
    'postgres/ban-stored-generated-column',
    'postgres/ban-serial-column',
  ],
  aliases: [
    'squawk:adding-serial-primary-key-field',
    'eugene:E7',
    'eugene:W14',
    'atlas:PG104',
    'atlas:PG304',
  ],
  why: 'Adding a primary key builds its index, and reads every row for nulls where a column may hold them, all under an ACCESS EXCLUSIVE lock: nothing can read or write the table meanwhile.',
  fix: `1. Outside a transaction: \`CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);\`
2. Where the column is nullable: \`ALTER TABLE orders ADD CONSTRAINT orders_id_set CHECK (id IS NOT NULL) NOT VALID;\`, then in a later transaction \`ALTER TABLE orders VALIDATE CONSTRAINT orders_id_set;\`
3. \`ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;\` Since Postgres 12 the validated check spares the scan; drop it afterwards.`,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  ],
  examples: {
    before: 'CREATE TABLE orders (id bigint NOT NULL, code text);',
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD PRIMARY KEY (id);`,
      `-- The column may hold nulls, so Postgres reads every row to make it NOT NULL.
CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (code);
SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;`,
      `-- A check that is not validated proves nothing.
CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (code);
SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_code_set CHECK (code IS NOT NULL) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;`,
    ],
    good: [
      `CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);
SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;`,
      `CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (code);
SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_code_set CHECK (code IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_code_set;
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;`,
      `CREATE TABLE refunds (id bigint);
ALTER TABLE refunds ADD PRIMARY KEY (id);`,
    ],
  },
  *check(document, context) {
    for (const added of addedConstraints(document, context, 'primary-key')) {
      const { statement, target, constraint, at } = added
      if (statement.only && target.table?.partitionBy) continue
      const nullable = nullableColumns(context, added)
      const work = constraint.usingIndex === undefined ? [`builds its index on ${target.name}`] : []
      if (nullable.length > 0) work.push(`reads every row of ${target.name} for nulls in ${listed(nullable)}`)
      if (work.length === 0) continue
      yield {
        at,
        subject: constraintSubject(target.name, constraint),
        message: `Adding this primary key ${work.join(' and ')}, and nothing can read or write the table until that is done.`,
        evidence: [
          lock(`ADD PRIMARY KEY takes ACCESS EXCLUSIVE on ${target.name}: blocks reads and writes`),
          ...nullabilityOf(target.name, nullable),
        ],
        ...target.assumed,
        ...worksUnder(
          'ACCESS EXCLUSIVE',
          target.name,
          constraint.usingIndex === undefined ? 'build' : 'scan',
        ),
      }
    }
  },
})

/** Key columns that the catalog says may be null, and that no check proves are not. */
function nullableColumns(
  { version }: Context,
  { target, columns, constraint, column }: AddedConstraint,
): readonly string[] {
  const { table } = target
  if (!table || column) return []
  const keys = constraint.usingIndex === undefined ? columns : columnsOf(table, constraint.usingIndex)
  return keys.filter((name) => {
    const known = columnOf(table, name)
    return known?.nullable === true && !(version >= 12 && isNullProven(table, name))
  })
}

function columnsOf(table: Table, index: string): readonly string[] {
  const keys = table.indexes.find(({ name }) => name === index)?.keys ?? []
  return keys.flatMap(({ column }) => (column === undefined ? [] : [column]))
}

function nullabilityOf(table: string, nullable: readonly string[]): NonNullable<Hit['evidence']> {
  return nullable.map((column) => ({
    strength: 'proved',
    kind: 'catalog',
    text: `${table}.${column} is nullable`,
  }))
}
