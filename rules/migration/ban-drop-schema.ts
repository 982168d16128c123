import type { Catalog } from '../../src/core/catalog.ts'
import { schemaPart } from '../../src/core/name.ts'
import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'migration/ban-drop-schema',
  title: 'Do not drop a schema or a database',
  languages: ['sql'],
  severity: 'critical',
  tags: ['data-loss'],
  since: '0.1.0',
  aliases: ['squawk:ban-drop-database', 'atlas:DS101'],
  why: 'Everything inside goes with it: tables, rows, functions, grants. One mistyped name is enough.',
  fix: 'Drop what is inside table by table, each after its own backup and release, and the empty schema last.',
  examples: {
    before:
      'CREATE SCHEMA billing;\nCREATE TABLE billing.invoices (id bigint PRIMARY KEY);\nCREATE SCHEMA vacant;',
    bad: [
      'DROP SCHEMA billing CASCADE;',
      'DROP SCHEMA IF EXISTS billing;',
      'DROP DATABASE shop;',
      'DROP SCHEMA legacy CASCADE;',
    ],
    good: [
      'CREATE SCHEMA scratch;\nDROP SCHEMA scratch CASCADE;',
      'DROP SCHEMA vacant;',
      'DROP SCHEMA IF EXISTS never_made CASCADE;',
      'ALTER SCHEMA vacant OWNER TO keeper;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'drop' || (statement.object !== 'schema' && statement.object !== 'database'))
        continue
      for (const name of statement.names) {
        if (
          statement.object === 'schema' &&
          isHarmless(context.at(statement).before, context.before, name, statement.ifExists)
        )
          continue
        yield {
          at: statement.range,
          subject: { kind: 'schema', name },
          message: `Dropping the ${statement.object} ${name} deletes everything in it for good.`,
        }
      }
    }
  },
})

/** Made by this file, proved empty, or proved absent. */
function isHarmless(now: Catalog, before: Catalog, name: string, ifExists: boolean): boolean {
  const schema = now.schemas.get(name)
  if (schema) {
    if (schema.id >= before.nextId) return true
    return (
      before.partial.length === 0 &&
      ![...before.relations.keys()].some((relation) => schemaPart(relation) === name)
    )
  }
  return ifExists && before.partial.length === 0
}
