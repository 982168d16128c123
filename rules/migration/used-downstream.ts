import { type Dependent, dependents, displayName, findRelation } from '../../src/core/catalog/lookup.ts'
import type { Subject } from '../../src/core/finding.ts'
import { columnName, type Name } from '../../src/core/name.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/used-downstream',
  title: 'Change the readers before what they read',
  languages: ['sql'],
  severity: 'critical',
  tags: ['compatibility'],
  since: '0.1.0',
  why: 'A view that reads the object stops the migration with an error, or breaks with it.',
  fix: 'Change or drop the views that read it first, in the same migration, and create them again afterwards.',
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, age integer, note text);
CREATE VIEW mailing AS SELECT c.email, c.age FROM customers AS c;`,
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE customers DROP COLUMN email;",
      "SET lock_timeout = '5s';\nALTER TABLE customers ALTER COLUMN age TYPE bigint;",
      "SET lock_timeout = '5s';\nDROP TABLE customers;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE customers DROP COLUMN note;",
      {
        files: {
          'db/migrations/0002_email.sql':
            "SET lock_timeout = '5s';\nDROP VIEW mailing;\nALTER TABLE customers DROP COLUMN email;\nCREATE VIEW mailing AS SELECT age FROM customers;",
        },
        note: 'The view goes first and comes back without the column.',
      },
      {
        files: {
          'db/migrations/0002_rename.sql':
            "SET lock_timeout = '5s';\nALTER TABLE customers RENAME COLUMN email TO mail;",
        },
        note: 'Views follow a rename by themselves.',
      },
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      for (const removed of removals(statement)) {
        const catalog = context.at(statement).before
        const relation = findRelation(catalog, removed.relation)
        if (!relation || relation.id >= context.before.nextId) continue
        const readers = dependents(catalog, relation.name, removed.column).filter(isView)
        if (readers.length === 0) continue
        const shown = displayName(relation.name)
        const subject: Subject =
          removed.column === undefined
            ? { kind: 'table', name: shown }
            : { kind: 'column', name: columnName(shown, removed.column) }
        yield {
          at: removed.range,
          subject,
          message: `${subject.name} is still read by ${readers.map(({ name }) => `the view ${name}`).join(', ')}: ${removed.verb} it fails.`,
          evidence: readers.map(({ name }) => ({
            strength: 'proved',
            kind: 'dependency',
            text: `view ${name} reads ${subject.name}`,
          })),
        }
      }
    }
  },
})

interface Removal {
  readonly range: Range
  readonly relation: Name
  readonly column?: string
  readonly verb: string
}

/** With CASCADE the readers are dropped along, which `migration/ban-drop-cascade` reports. */
function* removals(statement: Statement): Iterable<Removal> {
  if (
    statement.kind === 'drop' &&
    !statement.cascade &&
    ['table', 'view', 'materialized-view'].includes(statement.object)
  ) {
    for (const relation of statement.names) yield { range: statement.range, relation, verb: 'dropping' }
  }
  if (statement.kind !== 'alter-table') return
  for (const action of statement.actions) {
    const { range } = action
    if (action.kind === 'drop-column' && !action.cascade)
      yield { range, relation: statement.table, column: action.column, verb: 'dropping' }
    if (action.kind === 'alter-type')
      yield { range, relation: statement.table, column: action.column, verb: 'changing the type of' }
  }
}

const isView = ({ kind }: Dependent) => kind === 'view' || kind === 'materialized-view'
