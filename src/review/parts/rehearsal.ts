import type { ReportedRun, ReportedStatement, ReportedUndo } from '../../core/reported-rehearsal.ts'
import { pathText } from '../code-lines.ts'
import type { Sharing } from '../sharing.ts'
import { mayName } from '../told.ts'
import { type PartSource, partOf } from './source.ts'

/** What a real server did with the files: locks, work over whole tables, failures, the way back. */
export const rehearsal: PartSource = {
  name: 'rehearsal',
  topics: ['ddl', 'remedy'],
  rank: 4,
  most: 600,
  make({ evaluation }, { paths }, sharing) {
    const asked = new Set(paths)
    const lines = (evaluation.rehearsal?.histories ?? []).flatMap(({ server, files }) =>
      files
        .filter(({ path }) => asked.has(path))
        .flatMap((file) => {
          const name = pathText(file.path)
          if (file.outcome === 'not-rehearsed')
            return [`${name}: not run: ${sharing.text(file.reason, 'prose')}`]
          return [
            `${name}: ${outcomeOf(file, sharing)} on Postgres ${server.version}`,
            ...linesOf(file, sharing),
          ]
        }),
    )
    return partOf('rehearsal', lines)
  },
}

function outcomeOf({ outcome, quiet, excuse }: ReportedRun, sharing: Sharing): string {
  const statements = quiet === 1 ? '1 statement that keeps' : `${quiet} statements that keep`
  const others = quiet > 0 ? `, ${statements} nobody waiting` : ''
  return `${outcome}${excuse === undefined ? '' : ` (proves nothing: ${sharing.text(excuse, 'prose')})`}${others}`
}

function linesOf({ statements, undo }: ReportedRun, sharing: Sharing): readonly string[] {
  const told = statements.map(
    (statement) => `  line ${statement.lines.startLine}: ${factsOf(statement, sharing)}`,
  )
  return undo ? [...told, `  undo: ${undoText(undo, sharing)}`] : told
}

function factsOf(
  { locks, blocks, work, rows, runs, held, error }: ReportedStatement,
  sharing: Sharing,
): string {
  const named = <T extends { readonly table: string }>(all: readonly T[]) =>
    all.filter(({ table }) => mayName(table, sharing))
  const facts = [
    ...named(locks).map(({ mode, table }) => `${mode} on ${table}`),
    ...blocks.map(({ what }) => `blocks ${what}`),
    ...named(work).map(({ kind, table }) => `${kind} of ${table}`),
    ...named(rows).map(
      ({ table, inserted, updated, deleted }) => `${table}: +${inserted} ~${updated} -${deleted} rows`,
    ),
    ...(runs ? [`runs ${secondsText(runs)}`] : []),
    ...(held ? [`blocked for ${secondsText(held)}`] : []),
    ...(error ? [`fails: ${sharing.text(error.message, 'prose')} (${error.code})`] : []),
  ]
  return facts.length === 0 ? 'nothing seen' : facts.join('; ')
}

function secondsText({ least, most }: { readonly least: number; readonly most?: number }): string {
  return most === undefined ? `${least} s or more` : `${least} to ${most} s`
}

function undoText(undo: ReportedUndo, sharing: Sharing): string {
  switch (undo.outcome) {
    case 'restored':
      return 'restores the schema'
    case 'differs':
      return `leaves differences: ${undo.differences
        .filter(({ name }) => mayName(name, sharing))
        .map(({ kind, object, name }) => `${object} ${name} ${kind}`)
        .join(', ')}`
    case 'stopped':
      return sharing.text(undo.reason, 'prose')
    default:
      return `${undo.outcome}: ${sharing.text(undo.error.message, 'prose')}`
  }
}
