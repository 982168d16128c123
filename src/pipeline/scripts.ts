import type { SqlDocument } from '../core/document.ts'
import type { Section, TransactionMode } from '../core/migration.ts'
import type { Script, ScriptStatement } from '../core/rehearsal.ts'
import type { Statement } from '../core/statement.ts'
import { contains, slice } from '../core/text.ts'
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
  if (!text.startsWith('\\', statement.range.start)) return undefined
  const command = slice(text, statement.range).trim()
  if (statement.kind === 'opaque') return `it holds ${cut(command)}, which is ${statement.reason}`
  return statement.kind === 'copy' || isTalk(command)
    ? undefined
    : `it holds ${cut(command)}, which only psql carries out`
}

/**
 * Whether a command changes neither what is sent nor where to (psql manual, "Meta-Commands" and "Variables"). `\set` of another name gives
 * a value that the file may use, `\if` and `\q` decide what runs, `\connect` where.
 */
function isTalk(command: string): boolean {
  const [, name = '', argument = ''] = /^\\(\S*)\s*(\S*)/.exec(command) ?? []
  if (name === 'set' || name === 'unset') return argument === '' || talkVariables.has(argument)
  return talk.has(name) || /^(?:d\w*|[;.?])/.test(name)
}

const talk: ReadonlySet<string> = new Set(
  'a C conninfo copyright echo encoding errverbose f g gx h help H l o out p pset qecho restrict t T timing unrestrict warn x z'.split(
    ' ',
  ),
)
const talkVariables: ReadonlySet<string> = new Set(
  'ECHO ECHO_HIDDEN ON_ERROR_ROLLBACK ON_ERROR_STOP PROMPT1 PROMPT2 QUIET SHOW_CONTEXT VERBOSITY'.split(' '),
)

const cut = (command: string) => (command.length > 60 ? `${command.slice(0, 59)}…` : command)

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
