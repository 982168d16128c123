import type { SqlDocument } from '../core/document.ts'
import type { Section, TransactionMode } from '../core/migration.ts'
import type { Script, ScriptStatement } from '../core/rehearsal.ts'
import type { Statement } from '../core/statement.ts'
import { contains } from '../core/text.ts'
import { planTransactions, type TransactionAt } from '../core/transaction.ts'

/** A file as its tool sends it to the server; why it cannot be sent, as a clause. */
export type ScriptOf =
  | { readonly ok: true; readonly script: Script }
  | { readonly ok: false; readonly reason: string }

/** What runs when the file is applied. */
export function scriptOf(document: SqlDocument): ScriptOf {
  return script(document, document.statements, document.migration?.sections.up)
}

/** What undoes the file, where that stands in the file itself. */
export function undoScriptOf(document: SqlDocument): ScriptOf {
  return script(document, document.undo, document.migration?.sections.down)
}

function script(
  document: SqlDocument,
  statements: readonly Statement[],
  sections: readonly Section[] = [],
): ScriptOf {
  const sent = outermost(statements)
  const problem = sent
    .map((statement) => unsendable(statement, document))
    .find((reason) => reason !== undefined)
  if (problem !== undefined) return { ok: false, reason: problem }
  const mode: TransactionMode = document.migration?.transaction ?? 'none'
  const { at } = planTransactions(statements, mode, sections)
  return {
    ok: true,
    script: {
      path: document.path,
      text: executable(document.text, sent),
      statements: sent
        .filter((statement) => !isClientCommand(statement))
        .map((statement) => scriptStatement(statement, at.get(statement))),
    },
  }
}

/** Statements by place, without those that another one holds. */
function outermost(statements: readonly Statement[]): readonly Statement[] {
  const kept: Statement[] = []
  for (const statement of statements.toSorted((one, other) => one.range.start - other.range.start)) {
    const last = kept.at(-1)
    if (!statement.inside && !(last && contains(last.range, statement.range))) kept.push(statement)
  }
  return kept
}

/** `\echo` and the like are between psql and the person before it. */
function isClientCommand(statement: Statement): boolean {
  return statement.kind === 'other' && statement.verb.startsWith('\\')
}

/** A statement that the parser gave up on for its size may still run; what is no SQL of this server cannot. */
function unsendable(statement: Statement, { text }: SqlDocument): string | undefined {
  if (statement.kind === 'unparsed')
    return statement.message.startsWith('not read:') ? undefined : 'a part of it cannot be read as SQL'
  const isMeta = statement.kind === 'opaque' && text.startsWith('\\', statement.range.start)
  return isMeta ? `it holds a ${statement.reason}` : undefined
}

/** The text with variables and placeholders turned into names, at the same offsets. */
function executable(text: string, statements: readonly Statement[]): string {
  let done = 0
  const parts: string[] = []
  for (const { range, readAs } of statements) {
    if (readAs === undefined) continue
    parts.push(text.slice(done, range.start), readAs.slice(0, range.end - range.start))
    done = range.end
  }
  return parts.join('') + text.slice(done)
}

function scriptStatement(statement: Statement, at: TransactionAt | undefined): ScriptStatement {
  const { number, openedBy } = at ?? {}
  return {
    range: statement.range,
    ...(number !== undefined && { transaction: number }),
    ...(openedBy !== undefined && { openedBy }),
    ...(statement.kind === 'transaction' && { control: statement.action }),
  }
}
