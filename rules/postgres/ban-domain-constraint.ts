import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import { findType } from '../../src/core/catalog/types.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import type { Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterDomain } from '../../src/core/statement.ts'
import { isNew, listed, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'

export default defineRule({
  id: 'postgres/ban-domain-constraint',
  title: 'Do not add constraints to a domain that columns use',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'medium',
  tags: ['locks', 'constraints'],
  since: '0.1.0',
  why: 'A new constraint on a domain is checked against every column of that type at once: each of their tables is read in full while writes to it wait.',
  fix: `1. \`ALTER DOMAIN email ADD CONSTRAINT email_form CHECK (value LIKE '%@%') NOT VALID;\` binds new values without reading old ones.
2. In a later transaction and a quiet hour: \`ALTER DOMAIN email VALIDATE CONSTRAINT email_form;\`

Or put the check on the tables instead, where validating it lets writes go on.`,
  references: ['https://www.postgresql.org/docs/current/sql-alterdomain.html'],
  examples: {
    before: `CREATE DOMAIN email AS text;
CREATE DOMAIN phone AS text;
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email email);`,
    bad: [
      "ALTER DOMAIN email ADD CONSTRAINT email_form CHECK (value LIKE '%@%');",
      'ALTER DOMAIN email SET NOT NULL;',
    ],
    good: [
      "ALTER DOMAIN email ADD CONSTRAINT email_form CHECK (value LIKE '%@%') NOT VALID;",
      {
        files: {
          'db/migrations/0002_example.sql':
            "ALTER DOMAIN phone ADD CONSTRAINT phone_form CHECK (value LIKE '+%');",
        },
        note: 'No column has this type.',
      },
      `CREATE DOMAIN country AS text;
ALTER DOMAIN country ADD CONSTRAINT country_form CHECK (length(value) = 2);
CREATE TABLE addresses (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, country country);`,
      "ALTER DOMAIN email SET DEFAULT '';",
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-domain' || !checksRows(statement)) continue
      const { before } = context.at(statement)
      const domain = findType(before, statement.domain)
      const tables = domain ? tablesWith(context, before, domain.name) : []
      if (domain && tables.length === 0) continue
      const name = displayName(domain?.name ?? statement.domain)
      const read = listed(tables) || 'every table with a column of this type'
      yield {
        at: statement.range,
        subject: { kind: 'type', name },
        message: `Adding this constraint to the domain ${name} reads all of ${read}, and writes there wait until it is done.`,
        evidence: [
          lock(
            'ALTER DOMAIN takes SHARE on each table with a column of the domain: blocks writes, not reads',
          ),
        ],
        ...(tables[0] === undefined ? {} : worksUnder('SHARE', tables[0], 'scan')),
        ...(domain
          ? {}
          : { assumption: `Nothing read here creates ${name}, so columns are taken to use it.` }),
      }
    }
  },
})

function checksRows({ action, constraint }: AlterDomain): boolean {
  return action === 'set-not-null' || (action === 'add-constraint' && constraint?.notValid !== true)
}

/** Tables with a column of a domain that were there before this file. */
function tablesWith(context: Context, catalog: Catalog, domain: Name): readonly Name[] {
  return [...(catalog.users.get(domain)?.keys() ?? [])]
    .map((name) => findTable(catalog, name))
    .filter((table) => table !== undefined)
    .filter(
      (table) =>
        !isNew(context, table) && table.columns.some(({ type }) => type?.name === displayName(domain)),
    )
    .map(({ name }) => displayName(name))
}
