import { type Dependent, dependents, displayName, findRelation } from '../../src/core/catalog/lookup.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import type { Subject } from '../../src/core/finding.ts'
import { columnName, type Name, schemaPart } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/ban-drop-cascade',
  title: 'Name what a CASCADE takes along',
  languages: ['sql'],
  severity: 'high',
  tags: ['data-loss', 'integrity'],
  since: '0.1.0',
  why: 'CASCADE drops everything that depends on the object, whatever that is on the day it runs: views, foreign keys, generated columns, functions.',
  fix: 'Drop or change each dependent in a statement of its own, then drop the object without CASCADE: the server refuses if something was forgotten.',
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES customers);
CREATE INDEX orders_customer_id ON orders (customer_id);
CREATE VIEW mailing AS SELECT email FROM customers;
CREATE TABLE lonely (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`,
    bad: [
      "SET lock_timeout = '5s';\nDROP TABLE customers CASCADE;",
      "SET lock_timeout = '5s';\nALTER TABLE customers DROP COLUMN email CASCADE;",
      "SET lock_timeout = '5s';\nALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE;",
      "SET lock_timeout = '5s';\nDROP TYPE IF EXISTS legacy_state CASCADE;",
    ],
    good: [
      "SET lock_timeout = '5s';\nDROP TABLE lonely CASCADE;",
      'CREATE TABLE scratch (id bigint PRIMARY KEY);\nCREATE VIEW peek AS SELECT id FROM scratch;\nDROP TABLE scratch CASCADE;',
      'DROP VIEW mailing;',
      "SET lock_timeout = '5s';\nDROP TABLE IF EXISTS never_made CASCADE;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      for (const dropped of cascades(statement)) {
        const known = context.at(statement).before
        const relation = dropped.relation && findRelation(known, dropped.relation)
        if (relation && relation.id >= context.before.nextId) continue
        if (!relation && isProvedAbsent(context, dropped)) continue
        const all = relation ? dependents(known, relation.name, dropped.column) : inSchema(known, dropped)
        const along = dropped.isKey ? all.filter(({ kind }) => kind === 'foreign-key') : all
        if (relation && along.length === 0 && context.before.partial.length === 0) continue
        const certain = along.length > 0
        yield {
          at: dropped.range,
          subject: dropped.subject,
          message: certain
            ? `CASCADE also drops ${along.map(words).join(', ')}.`
            : `CASCADE drops whatever depends on ${dropped.subject.name} when this runs.`,
          ...(certain
            ? {
                evidence: along.map((dependent) => ({
                  strength: 'proved' as const,
                  kind: 'dependency' as const,
                  text: words(dependent),
                })),
              }
            : { confidence: 'medium' as const }),
        }
      }
    }
  },
})

interface Cascade {
  readonly range: Range
  readonly subject: Subject
  readonly relation?: Name
  readonly column?: string
  readonly schema?: string
  /** Only foreign keys depend on it. */
  readonly isKey?: boolean
  readonly ifExists: boolean
}

function* cascades(statement: Statement): Iterable<Cascade> {
  if (statement.kind === 'drop' && statement.cascade) {
    const { range, object, ifExists } = statement
    for (const name of statement.names) {
      if (object === 'schema') yield { range, ifExists, schema: name, subject: { kind: 'schema', name } }
      else if (relationKinds.includes(object))
        yield { range, ifExists, relation: name, subject: { kind: 'table', name: displayName(name) } }
      else
        yield { range, ifExists: false, subject: { kind: object === 'function' ? 'function' : 'type', name } }
    }
  }
  if (statement.kind !== 'alter-table') return
  const table = displayName(statement.table)
  for (const action of statement.actions) {
    if (action.kind === 'drop-constraint' && action.cascade) {
      const { range, name, ifExists } = action
      const subject: Subject = { kind: 'constraint', name: columnName(table, name) }
      yield { range, ifExists, relation: statement.table, isKey: true, subject }
    }
    if (action.kind === 'drop-column' && action.cascade) {
      const { range, column, ifExists } = action
      yield {
        range,
        ifExists,
        relation: statement.table,
        column,
        subject: { kind: 'column', name: columnName(table, column) },
      }
    }
  }
}

const relationKinds: readonly string[] = ['table', 'view', 'materialized-view', 'foreign-table']

function isProvedAbsent({ before }: Context, { ifExists, schema }: Cascade): boolean {
  if (!ifExists || before.partial.length > 0) return false
  return schema === undefined || !before.schemas.has(schema)
}

function inSchema(catalog: Catalog, { schema }: Cascade): Dependent[] {
  if (schema === undefined) return []
  return [...catalog.relations.values()]
    .filter(({ name }) => schemaPart(name) === schema)
    .map(({ kind, name }) => ({ kind, name: displayName(name) }))
}

const words = ({ kind, name }: Dependent) => `${kind.replaceAll('-', ' ')} ${name}`
