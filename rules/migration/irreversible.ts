import { displayName } from '../../src/core/catalog/lookup.ts'
import type { DocumentOf } from '../../src/core/document.ts'
import { excuseFor } from '../../src/core/excuse.ts'
import type { Evidence, Hit } from '../../src/core/finding.ts'
import { quote } from '../../src/core/name.ts'
import type { RehearsedBase, SchemaDifference, ServerError, Undo } from '../../src/core/rehearsal.ts'
import { defineRule, type RehearsedWorld } from '../../src/core/rule.ts'
import { saysWhyNoUndo } from './shared/undo.ts'

const before = {
  'migrations/0001_orders.up.sql':
    'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, total numeric(12,2) NOT NULL);\nCREATE INDEX orders_status_idx ON orders (status);',
  'migrations/0001_orders.down.sql': 'DROP TABLE orders;',
}

export default defineRule({
  id: 'migration/irreversible',
  title: 'Write a down script that restores what was there',
  languages: ['sql'],
  severity: 'medium',
  tags: ['process', 'rehearsal'],
  since: '0.1.0',
  why: 'The down script was run after the migration, and the schema is not what it was before. Whoever rolls back at night finds out then.',
  fix: 'Complete the down script: make again all that the migration takes away, and take away all that it makes. When something cannot be restored, say so: `-- irreversible: the old codes are not kept`.',
  examples: {
    before,
    bad: [
      {
        files: {
          'migrations/0002_state.up.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN status;\nALTER TABLE orders ADD COLUMN state text;",
          'migrations/0002_state.down.sql':
            'ALTER TABLE orders DROP COLUMN state;\nALTER TABLE orders ADD COLUMN status text;',
        },
        rehearsed: true,
        note: 'The index went with the column and does not come back.',
      },
      {
        files: {
          'migrations/0002_note.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
          'migrations/0002_note.down.sql': 'ALTER TABLE orders DROP COLUMN notes;',
        },
        rehearsed: true,
        note: 'The down script fails.',
      },
      {
        files: {
          'migrations/0002_total.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN total;",
          'migrations/0002_total.down.sql': 'ALTER TABLE orders ADD COLUMN total numeric(12,2) NOT NULL;',
        },
        rehearsed: true,
        note: 'The down script fails where the table holds rows.',
      },
      {
        files: {
          'migrations/0002_rights.up.sql': 'GRANT SELECT ON orders TO auditor;',
          'migrations/0002_rights.down.sql': 'GRANT SELECT ON orders TO auditor;',
        },
        rehearsed: true,
        note: 'The right stays.',
      },
      {
        files: {
          'migrations/0002_owner.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders OWNER TO auditor;",
          'migrations/0002_owner.down.sql': 'ALTER TABLE orders OWNER TO auditor;',
        },
        rehearsed: true,
        note: 'The new owner stays.',
      },
    ],
    good: [
      {
        files: {
          'migrations/0002_note.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
          'migrations/0002_note.down.sql': 'ALTER TABLE orders DROP COLUMN note;',
        },
        rehearsed: true,
      },
      {
        files: {
          'migrations/0002_total.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN total;",
          'migrations/0002_total.down.sql':
            'ALTER TABLE orders ADD COLUMN total numeric(12,2) NOT NULL DEFAULT 0;\nALTER TABLE orders ALTER COLUMN total DROP DEFAULT;',
        },
        rehearsed: true,
        note: 'Rows that are there get a value.',
      },
      {
        files: {
          'migrations/0002_rights.up.sql': 'REVOKE SELECT ON orders FROM auditor;',
          'migrations/0002_rights.down.sql': 'GRANT SELECT ON orders TO auditor;',
        },
        rehearsed: true,
        note: 'No migration tells what the role could do before.',
      },
      {
        files: {
          'migrations/0002_owner.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders OWNER TO auditor;",
          'migrations/0002_owner.down.sql': 'ALTER TABLE orders OWNER TO shopkeeper;',
        },
        rehearsed: true,
        note: 'No migration tells who owned the table before.',
      },
      {
        files: {
          'migrations/0002_status.up.sql':
            "-- irreversible: the old status of an order is not kept\nSET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN status;",
          'migrations/0002_status.down.sql': 'ALTER TABLE orders ADD COLUMN status text;',
        },
        rehearsed: true,
      },
    ],
  },
  *check(document, { rehearsed }) {
    const { path, statements, comments } = document
    const [first] = statements
    const file = rehearsed?.file
    if (!first || !file || file.outcome === 'not-rehearsed' || !file.undo) return
    if (comments.some(({ text }) => saysWhyNoUndo(text))) return
    const found = problem(file.undo, rehearsed, document) ?? problemOfRows(file.undo)
    if (found) yield { at: first.range, subject: { kind: 'migration', name: path }, ...found }
  },
})

type Said = Pick<Hit, 'message' | 'evidence'>

function problem(undo: Undo, { base }: RehearsedWorld, document: DocumentOf<'sql'>): Said | undefined {
  switch (undo.outcome) {
    case 'restored':
    case 'stopped':
      return undefined
    case 'differs': {
      const differences = undo.differences.filter((one) => !isOfStandIn(one, base, document))
      if (differences.length === 0) return undefined
      return {
        message: `The down script does not restore the schema: ${listedDifferences(differences)}.`,
        evidence: differences.slice(0, most).map(evidenceOf),
      }
    }
    case 'failed':
      if (excuseFor(undo.error, base) !== undefined) return undefined
      return {
        message: `The down script fails: ${undo.error.message} (${undo.error.code}).`,
        evidence: [{ ...words(undo.error), place: { path: undo.path, range: undo.range } }],
      }
    case 'not-repeatable':
      if (excuseFor(undo.error, base) !== undefined) return undefined
      return {
        message: `After the down script the migration cannot be run again: ${undo.error.message} (${undo.error.code}).`,
        evidence: [words(undo.error)],
      }
  }
}

/** The rehearsal took the sample rows away and went on; production cannot. */
function problemOfRows({ failedOnSamples }: Undo): Said | undefined {
  if (!failedOnSamples?.onAnyRow) return undefined
  const { path, range, error } = failedOnSamples
  return {
    message: `The down script fails where the table holds rows: ${error.message} (${error.code}).`,
    evidence: [{ ...words(error), place: { path, range } }],
  }
}

/**
 * What a role that no migration makes may do, and what it owns, is not known here: an undo that gives back what the file took leaves what was
 * not there in the rehearsal. What the file itself gives to the role is another matter.
 */
function isOfStandIn(
  { kind, object, after }: SchemaDifference,
  { stubs }: RehearsedBase,
  { statements, text }: DocumentOf<'sql'>,
): boolean {
  const roles = stubs.filter((stub) => stub.kind === 'role').map(({ name }) => quote(name))
  if (kind === 'left' && statements.every((statement) => statement.kind !== 'grant' || statement.revoke))
    return roles.some((role) => object.startsWith(`grant to ${role} on `))
  if (kind !== 'changed' || !object.startsWith('owner of ')) return false
  return after !== undefined && roles.includes(after) && !newOwners(text).includes(after)
}

const newOwners = (text: string) =>
  [...text.matchAll(/\bowner\s+to\s+(?:("[^"]+")|([\w$]+))/gi)].map(
    ([, quoted, bare = '']) => quoted ?? bare.toLowerCase(),
  )

const most = 4

function listedDifferences(differences: readonly SchemaDifference[]): string {
  const shown = differences.slice(0, most).map(inWords)
  const more = differences.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function inWords({ kind, object, name }: SchemaDifference): string {
  const what = { missing: 'is missing', left: 'is left behind', changed: 'is not what it was' }[kind]
  return `${object} ${displayName(name)} ${what}`
}

function evidenceOf(difference: SchemaDifference): Evidence {
  const { before, after } = difference
  const definitions = before !== undefined && after !== undefined ? `: ${before}; now ${after}` : ''
  return { strength: 'measured', kind: 'catalog', text: `${inWords(difference)}${definitions}` }
}

function words({ message, detail }: ServerError): Evidence {
  const text = detail === undefined ? message : `${message} ${detail}`
  return { strength: 'measured', kind: 'server-error', text }
}
