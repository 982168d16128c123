import { findTable } from '../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterAction, AlterTable, Statement } from '../../src/core/statement.ts'
import { type AtRisk, lock, tableAtRisk } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'

export default defineRule({
  id: 'postgres/ban-disable-trigger',
  title: 'Do not switch triggers off',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['integrity', 'triggers'],
  since: '0.1.0',
  why: 'Triggers keep audit trails, derived columns and, with ALL, foreign keys true. Rows written while one is off are never checked or recorded afterwards.',
  fix: `Leave the trigger on. Where a backfill must not fire it, let the trigger's function look at a setting that only the backfill sets, and return early:
\`SET LOCAL app.backfill = 'on';\`
A trigger that is no longer wanted: \`DROP TRIGGER\`, so that it is gone from the schema too.`,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER',
  ],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE FUNCTION log_order() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER orders_log AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION log_order();`,
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders DISABLE TRIGGER orders_log;",
      "SET lock_timeout = '5s';\nALTER TABLE orders DISABLE TRIGGER ALL;",
      {
        files: {
          'db/migrations/0002_example.sql': `BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders DISABLE TRIGGER USER;
UPDATE orders SET status = 'open' WHERE status IS NULL;
ALTER TABLE orders ENABLE TRIGGER USER;
COMMIT;`,
        },
        note: 'What the update changes is never recorded.',
      },
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ENABLE TRIGGER orders_log;",
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TRIGGER refunds_log AFTER UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION log_order();
ALTER TABLE refunds DISABLE TRIGGER refunds_log;`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TRIGGER orders_copy AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION log_order();
ALTER TABLE orders DISABLE TRIGGER orders_copy;`,
        },
        note: 'The trigger is made here and has never been on for anybody.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      const target = tableAtRisk(context, statement, statement.table)
      if (!target) continue
      for (const action of statement.actions) {
        if (!isDisable(action) || isMadeHere(document, context, statement, action.trigger)) continue
        const what = spoken(action.trigger, target)
        const isBack = document.statements.some((later) => enables(later, statement, action.trigger))
        const span = isBack ? 'is off until this file switches it on again' : 'stays off after this file'
        yield {
          at: action.range,
          subject: { kind: 'table', name: target.name },
          message: `${what} ${span}: rows written meanwhile are neither checked nor recorded by it.`,
          evidence: [
            lock(`DISABLE TRIGGER takes SHARE ROW EXCLUSIVE on ${target.name}: blocks writes, not reads`),
          ],
          ...target.assumed,
          ...locksTable(target.name, 'SHARE ROW EXCLUSIVE'),
        }
      }
    }
  },
})

type TriggerAction = Extract<AlterAction, { kind: 'trigger' }>

const isDisable = (action: AlterAction): action is TriggerAction & { setting: 'disable' } =>
  action.kind === 'trigger' && action.setting === 'disable'

/** Whether this file made the trigger, so that it has never been on for others. */
function isMadeHere(
  document: SqlDocument,
  context: Context,
  { table, range }: AlterTable,
  trigger: string,
): boolean {
  if (findTable(context.before, table)?.triggers.includes(trigger)) return false
  return document.statements.some(
    (s) => s.kind === 'create-trigger' && !s.orReplace && s.trigger === trigger && s.range.end <= range.start,
  )
}

function enables(later: Statement, { table, range }: AlterTable, trigger: string): boolean {
  if (later.kind !== 'alter-table' || later.table !== table || later.range.start < range.start) return false
  return later.actions.some(
    (action) =>
      action.kind === 'trigger' &&
      (action.setting === 'enable' || action.setting === 'enable always') &&
      (action.trigger === trigger || action.trigger === 'all'),
  )
}

function spoken(trigger: string, { name }: AtRisk): string {
  if (trigger === 'all') return `Every trigger on ${name}, those of foreign keys included,`
  return trigger === 'user' ? `Every trigger that users made on ${name}` : `The trigger ${trigger} on ${name}`
}
