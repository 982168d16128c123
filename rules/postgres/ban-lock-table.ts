import { defineRule } from '../../src/core/rule.ts'
import { atLeast } from '../../src/core/statement.ts'
import { lock, tableAtRisk } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'
import { blockedBy } from './shared/table-lock.ts'

export default defineRule({
  id: 'postgres/ban-lock-table',
  title: 'Do not lock tables by hand',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'LOCK TABLE keeps others out until the transaction ends, however long the statements after it take. Statements take the locks they need by themselves.',
  fix: 'Leave it out; to keep one migration from running twice, take `pg_advisory_xact_lock` instead. Where a lock is needed, use the weakest mode that does, set `lock_timeout`, and commit right after.',
  references: ['https://www.postgresql.org/docs/current/sql-lock.html'],
  examples: {
    before: 'CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE TABLE users (id bigint PRIMARY KEY);',
    bad: [
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nLOCK TABLE orders;\nCOMMIT;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nLOCK TABLE orders, users IN SHARE MODE NOWAIT;\nCOMMIT;",
    ],
    good: [
      'BEGIN;\nLOCK TABLE orders IN ACCESS SHARE MODE;\nCOMMIT;',
      'BEGIN;\nLOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE;\nCOMMIT;',
      'BEGIN;\nCREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nLOCK TABLE parcels;\nCOMMIT;',
      'SELECT pg_advisory_lock(42);',
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'lock-table' || !atLeast(statement.mode, 'SHARE')) continue
      for (const name of statement.tables) {
        const target = tableAtRisk(context, statement, name)
        if (!target) continue
        yield {
          at: statement.range,
          subject: { kind: 'table', name: target.name },
          message: `This blocks ${blockedBy(statement.mode)} of ${target.name} until the transaction ends.`,
          evidence: [lock(`LOCK TABLE takes ${statement.mode} on ${target.name}`)],
          ...target.assumed,
          ...locksTable(target.name, statement.mode),
        }
      }
    }
  },
})
