import type {
  ReportedError,
  ReportedFile,
  ReportedHistory,
  ReportedRehearsal,
  ReportedStatement,
  ReportedUndo,
  Seconds,
} from '../core/reported-rehearsal.ts'
import type { LineRange } from '../core/text.ts'
import type { RehearsalJson } from './schema-rehearsal.ts'

// The rehearsal in the shape of the schema: keys are named one by one, so that a new field is published on purpose. Lists are copied, as the
// published types have them mutable.

export function rehearsalJson({ histories, notRehearsed, disproved }: ReportedRehearsal): RehearsalJson {
  return {
    histories: histories.map(historyJson),
    notRehearsed: notRehearsed.map(({ path, reason }) => ({ path, reason })),
    disproved: disproved.map(({ ruleId, path, lines, subject, why }) => ({
      ruleId,
      path,
      ...linesJson(lines),
      subject,
      why,
    })),
  }
}

function historyJson({ history, server, base, files }: ReportedHistory): RehearsalJson['histories'][number] {
  return {
    history,
    server: { version: server.version, kind: server.kind },
    base: {
      files: base.files,
      stubs: base.stubs.map(({ kind, name }) => ({ kind, name })),
      skipped: base.skipped.map(({ path, lines, error }) => ({
        path,
        line: lines.startLine,
        error: errorJson(error),
      })),
      tablesWithRows: [...base.tablesWithRows],
    },
    files: files.map(fileJson),
  }
}

type FileJson = RehearsalJson['histories'][number]['files'][number]
type StatementJson = Extract<FileJson, { statements: unknown }>['statements'][number]

function fileJson(file: ReportedFile): FileJson {
  const { path } = file
  if (file.outcome === 'not-rehearsed') return { path, outcome: 'not-rehearsed', reason: file.reason }
  const { outcome, statements, quiet, undo, excuse } = file
  return {
    path,
    outcome,
    ...(excuse !== undefined && { excuse }),
    statements: statements.map(statementJson),
    quiet,
    ...(undo && { undo: undoJson(undo) }),
  }
}

function statementJson(statement: ReportedStatement): StatementJson {
  const { transaction, heldUntil, error, failedOnSamples, runs, held } = statement
  return {
    text: statement.text,
    ...linesJson(statement.lines),
    ...(transaction !== undefined && { transaction }),
    watched: statement.watched,
    locks: statement.locks.map(({ relation, table, kind, mode }) => ({ relation, table, kind, mode })),
    blocks: statement.blocks.map(blockedJson),
    stillBlocks: statement.stillBlocks.map(blockedJson),
    ...(heldUntil !== undefined && { heldUntil }),
    work: statement.work.map(({ kind, table, index, sign }) => ({
      kind,
      table,
      ...(index !== undefined && { index }),
      sign,
    })),
    rows: statement.rows.map(({ table, inserted, updated, deleted, before }) => ({
      table,
      inserted,
      updated,
      deleted,
      before,
    })),
    inner: statement.inner,
    ...(error && { error: errorJson(error) }),
    ...(failedOnSamples && { failedOnSamples: errorJson(failedOnSamples) }),
    ...(runs && { runs: secondsJson(runs) }),
    ...(held && { held: secondsJson(held) }),
  }
}

function blockedJson({ what, tables, more }: ReportedStatement['blocks'][number]) {
  return { what, tables: [...tables], ...(more !== undefined && { more }) }
}

function undoJson(undo: ReportedUndo): NonNullable<Extract<FileJson, { statements: unknown }>['undo']> {
  switch (undo.outcome) {
    case 'restored':
      return { outcome: 'restored' }
    case 'stopped':
      return { outcome: 'stopped', reason: undo.reason }
    case 'differs':
      return {
        outcome: 'differs',
        differences: undo.differences.map(({ kind, object, name, before, after }) => ({
          kind,
          object,
          name,
          ...(before !== undefined && { before }),
          ...(after !== undefined && { after }),
        })),
      }
    default: {
      const { outcome, path, lines, error } = undo
      return { outcome, path, line: lines.startLine, error: errorJson(error) }
    }
  }
}

function errorJson({ code, message, detail, hint, line }: ReportedError) {
  return {
    code,
    message,
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(line !== undefined && { line }),
  }
}

/** To the millisecond: more the model does not say. */
function secondsJson({ least, most }: Seconds) {
  const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000
  return { least: rounded(least), ...(most !== undefined && { most: rounded(most) }) }
}

function linesJson({ startLine, startColumn, endLine, endColumn }: LineRange) {
  return { startLine, startColumn, endLine, endColumn }
}
