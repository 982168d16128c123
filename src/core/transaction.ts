import type { Section, TransactionMode } from './migration.ts'
import type { Statement } from './statement.ts'
import { contains } from './text.ts'

/** Whether and in which transaction a statement runs. */
export interface TransactionAt {
  /** Number of the transaction within the file (0, 1, ...), or undefined when the statement commits by itself. */
  readonly number: number | undefined
  /** Who opened it: the file's own BEGIN, the migration tool, or the server for a string of several statements. */
  readonly openedBy?: 'file' | 'tool' | 'batch'
}

/** An imbalance of BEGIN and COMMIT in the file, at the statement where it shows. */
export interface TransactionProblem {
  readonly kind: 'nested-begin' | 'stray-commit' | 'unclosed'
  readonly statement: Statement
  /** Whose transaction it collides with: the file's own or the tool's. */
  readonly openedBy?: 'file' | 'tool' | 'batch'
}

export interface TransactionPlan {
  readonly at: ReadonlyMap<Statement, TransactionAt>
  readonly problems: readonly TransactionProblem[]
}

/**
 * The transactions a file's statements run in. With `file` and `batch`, every section of the file (Liquibase change
 * sets, SQLx splits) is a transaction of its own, or runs as the section itself says.
 * A batch of two or more statements is one implicit transaction that an explicit BEGIN makes the file's
 * (PostgreSQL 18 documentation, 54.2.2.1 "Multiple Statements in a Simple Query").
 */
export function planTransactions(
  statements: readonly Statement[],
  mode: TransactionMode,
  sections: readonly Section[] = [],
): TransactionPlan {
  const at = new Map<Statement, TransactionAt>()
  const problems: TransactionProblem[] = []
  let next = 0
  for (const { group, own } of bySection(statements, sections, mode)) {
    const outer = openerOf(group, own)
    let open: TransactionAt = outer ? { number: next++, openedBy: outer } : { number: undefined }
    let begun: Statement | undefined
    for (const statement of group) {
      // COMMIT inside a DO block ends a transaction of the block's own (PostgreSQL 18 documentation, 41.8).
      const action = statement.kind === 'transaction' && !statement.inside ? statement.action : undefined
      if (action === 'begin') {
        if (open.openedBy === 'file' || open.openedBy === 'tool') {
          problems.push({ kind: 'nested-begin', statement, openedBy: open.openedBy })
        } else {
          open = { number: next++, openedBy: 'file' }
          begun = statement
        }
      }
      at.set(statement, open)
      if (action === 'commit' || action === 'rollback' || action === 'prepare') {
        if (open.openedBy !== 'file') problems.push(problemAt('stray-commit', statement, open.openedBy))
        open = outer === 'batch' ? { number: next++, openedBy: 'batch' } : { number: undefined }
        begun = undefined
      }
    }
    if (begun) problems.push({ kind: 'unclosed', statement: begun })
  }
  return { at, problems }
}

function problemAt(
  kind: TransactionProblem['kind'],
  statement: Statement,
  openedBy: TransactionAt['openedBy'],
): TransactionProblem {
  return openedBy ? { kind, statement, openedBy } : { kind, statement }
}

/** Who opens a transaction around a part of the file: the tool, the server for a string of two or more statements, or nobody. */
function openerOf(group: readonly Statement[], mode: TransactionMode): 'tool' | 'batch' | undefined {
  if (mode === 'none') return undefined
  if (mode !== 'batch') return 'tool'
  return group.filter(({ inside }) => inside === undefined).length < 2 ? undefined : 'batch'
}

interface Part {
  readonly group: readonly Statement[]
  readonly own: TransactionMode
}

function bySection(
  statements: readonly Statement[],
  sections: readonly Section[],
  mode: TransactionMode,
): readonly Part[] {
  const apart = sections.length > 1 && (mode === 'file' || mode === 'batch')
  if (!apart) return [{ group: statements, own: mode }]
  return sections.map((section) => ({
    group: statements.filter((statement) => contains(section, statement.range)),
    own: section.transaction ?? mode,
  }))
}
