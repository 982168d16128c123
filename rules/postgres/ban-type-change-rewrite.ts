import { columnOf } from '../../src/core/catalog/lookup.ts'
import type { Evidence, Hit } from '../../src/core/finding.ts'
import { columnName, type Name } from '../../src/core/name.ts'
import { typeText } from '../../src/core/query.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterAction, AlterTable } from '../../src/core/statement.ts'
import { type AtRisk, listed, lock, tableAtRisk } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { sessionIsUtc } from './shared/time-zone.ts'
import { type TypeChange, typeChangeOf } from './shared/type-change.ts'

export default defineRule({
  id: 'postgres/ban-type-change-rewrite',
  title: 'Change column types without rewriting the table',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'rewrite'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'Most type changes write every row anew, build every index again, and hold ACCESS EXCLUSIVE for all of it: nobody can read or write the table, and it needs its own size again on disk.',
  fix: `1. Add a column of the new type, for example \`ALTER TABLE orders ADD COLUMN total_new numeric(14,4);\`
2. Write both columns from the application or a trigger, and fill the old rows in batches.
3. Switch the readers, then drop the old column in a later migration.

Widening \`varchar(n)\`, \`varchar\` to \`text\`, and \`numeric(p,s)\` with a larger \`p\` and the same \`s\` need none of this.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: ['squawk:changing-column-type', 'eugene:E5', 'atlas:PG301'],
  examples: {
    before: `CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(20), note varchar(100), total numeric(10,2), quantity integer, placed_at timestamp, sent_at timestamp, source cidr, CHECK (quantity > 0));
CREATE INDEX orders_note ON orders (note) WHERE note <> '';
CREATE INDEX orders_sent_at ON orders (sent_at);`,
    bad: [
      'ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;',
      'ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,4);',
      'ALTER TABLE orders ALTER COLUMN code TYPE varchar(30) USING trim(code);',
      'ALTER TABLE orders ALTER COLUMN note TYPE text;',
      'ALTER TABLE orders ALTER COLUMN placed_at TYPE timestamptz;',
      "SET timezone = 'UTC';\nALTER TABLE orders ALTER COLUMN sent_at TYPE timestamptz;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN code TYPE varchar(40);",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN code TYPE text USING code::text;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN total TYPE numeric(14,2), ALTER COLUMN source TYPE inet;",
      "SET lock_timeout = '5s';\nSET timezone = 'UTC';\nALTER TABLE orders ALTER COLUMN placed_at TYPE timestamptz;",
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, weight integer);\nALTER TABLE parcels ALTER COLUMN weight TYPE bigint;',
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      const target = tableAtRisk(context, statement, statement.table)
      if (!target) continue
      for (const action of statement.actions) {
        if (action.kind !== 'alter-type') continue
        const utc = sessionIsUtc(document, statement)
        const hit = hitFor(action, statement, { target, context, utc })
        if (hit) yield hit
      }
    }
  },
})

type AlterType = Extract<AlterAction, { kind: 'alter-type' }>

function hitFor(
  action: AlterType,
  statement: AlterTable,
  world: { target: AtRisk; context: Context; utc: boolean },
): Hit | undefined {
  const { target, context, utc } = world
  const { name, table, assumed } = target
  const column = table && columnOf(table, action.column)
  if (table && !column && table.shape === 'known') return undefined
  const subject = { kind: 'column', name: columnName(name, action.column) } as const
  const common = { at: action.range, subject, ...assumed }
  if (!table || !column?.type) {
    const message = `Unless the old type of ${subject.name} is stored just like ${typeText(action.type)}, this rewrites ${name} while every read and write waits.`
    return {
      ...common,
      ...(action.type.name.startsWith('timestamp') ? {} : anyWork(name)),
      message,
      assumption: assumed.assumption ?? 'The type it has now is not known here.',
      confidence: isWide(action) ? 'low' : 'medium',
    }
  }
  const { before } = context.at(statement)
  const change = typeChangeOf(table, column, action, { catalog: before, version: context.version, utc })
  const what = consequence(change, name)
  if (!what) return undefined
  const message = `Changing ${subject.name} from ${typeText(column.type)} to ${typeText(action.type)} ${what}.`
  const evidence = [
    lock(`ALTER COLUMN TYPE holds ACCESS EXCLUSIVE on ${name} until it is done`),
    typeEvidence(subject.name, typeText(column.type)),
  ]
  if (change.table === 'unknown')
    return { ...common, ...anyWork(name), message, evidence, confidence: 'medium' }
  return {
    ...common,
    message,
    evidence,
    // The time zone of a rehearsal tells nothing of the one in production.
    ...(change.unlessUtc
      ? { assumption: 'In a session whose time zone is UTC the rows would stay as they are.' }
      : worksUnder('ACCESS EXCLUSIVE', name, change.table === 'nothing' ? 'build' : change.table)),
  }
}

const anyWork = (table: Name) => worksUnder('ACCESS EXCLUSIVE', table, 'rewrite', 'scan', 'build')

function consequence({ table, indexes }: TypeChange, name: string): string | undefined {
  if (table === 'rewrite') return `rewrites ${name} and its indexes while every read and write waits`
  if (table === 'unknown')
    return `rewrites ${name} while every read and write waits, unless the two types are stored alike`
  if (table === 'scan')
    return `checks every row of ${name} against its CHECK constraints while every read and write waits`
  return indexes.length > 0 ? `builds ${listed(indexes)} again while every read and write waits` : undefined
}

function typeEvidence(column: string, type: string): Evidence {
  return { strength: 'proved', kind: 'catalog', text: `${column} is ${type}` }
}

/** Types that take text of any length: what the old type is most often a shorter form of. */
function isWide({ type, using }: AlterType): boolean {
  return (
    using === undefined &&
    type.modifiers.length === 0 &&
    (type.name === 'text' || type.name === 'character varying')
  )
}
