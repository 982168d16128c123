import { defineRule } from '../../src/core/rule.ts'
import type { TransactionProblem } from '../../src/core/transaction.ts'

export default defineRule({
  id: 'postgres/ban-unbalanced-transaction',
  title: 'Balance BEGIN and COMMIT',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['transactions'],
  since: '0.1.0',
  why: 'Postgres only warns about a BEGIN inside a transaction or a COMMIT outside one. The file then runs in other transactions than it says: half of it stays when the rest fails, or none of it is kept at all.',
  fix: 'Pair every BEGIN with one COMMIT. Where the migration tool opens the transaction, leave both out, or tell the tool not to open one for this file.',
  references: [
    'https://www.postgresql.org/docs/current/sql-begin.html',
    'https://www.postgresql.org/docs/current/sql-commit.html',
  ],
  aliases: ['squawk:transaction-nesting', 'squawk:ban-uncommitted-transaction'],
  examples: {
    before: 'CREATE TABLE users (id bigint PRIMARY KEY);',
    bad: [
      'BEGIN;\nBEGIN;\nUPDATE users SET id = 2 WHERE id = 1;\nCOMMIT;',
      'UPDATE users SET id = 2 WHERE id = 1;\nCOMMIT;',
      'BEGIN;\nUPDATE users SET id = 2 WHERE id = 1;',
      {
        before: { 'db/migration/V1__users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);' },
        files: { 'db/migration/V2__renumber.sql': 'BEGIN;\nUPDATE users SET id = 2 WHERE id = 1;\nCOMMIT;' },
        note: 'Flyway has opened a transaction already.',
      },
    ],
    good: [
      'BEGIN;\nUPDATE users SET id = 2 WHERE id = 1;\nCOMMIT;',
      'BEGIN;\nSAVEPOINT one;\nUPDATE users SET id = 2 WHERE id = 1;\nROLLBACK TO one;\nCOMMIT;',
      'BEGIN;\nUPDATE users SET id = 2 WHERE id = 1;\nCOMMIT;\nSTART TRANSACTION;\nUPDATE users SET id = 3 WHERE id = 2;\nEND;',
      'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN NEW;\nEND;\n$$;',
    ],
  },
  *check(_, context) {
    for (const problem of withoutPairs(context.transactionProblems)) {
      const { statement } = problem
      yield {
        at: statement.range,
        subject: { kind: 'statement', name: nameOf(problem) },
        message: messageOf(problem),
      }
    }
  },
})

/** A COMMIT that closes a BEGIN reported before it has the same cause. */
function withoutPairs(problems: readonly TransactionProblem[]): readonly TransactionProblem[] {
  return problems.filter(({ kind, openedBy }, i) => {
    const previous = problems[i - 1]
    return !(kind === 'stray-commit' && previous?.kind === 'nested-begin' && previous.openedBy === openedBy)
  })
}

function nameOf({ kind }: TransactionProblem): string {
  return kind === 'stray-commit' ? 'COMMIT' : 'BEGIN'
}

function messageOf({ kind, openedBy, statement }: TransactionProblem): string {
  if (kind === 'unclosed')
    return 'This transaction is never committed: whether anything in it is kept is up to the connection that runs the file.'
  if (kind === 'nested-begin') {
    return openedBy === 'tool'
      ? "The migration tool has opened a transaction already, so this BEGIN does nothing and the file's COMMIT ends the tool's transaction."
      : 'A transaction is open already, so this BEGIN does nothing and the next COMMIT ends both.'
  }
  const verb = statement.kind === 'transaction' && statement.action === 'rollback' ? 'ROLLBACK' : 'COMMIT'
  return openedBy === 'tool'
    ? `This ${verb} ends the transaction that the migration tool opened: what follows is not undone when it fails.`
    : `No transaction is open here, so this ${verb} does nothing and every statement before it has been kept already.`
}
