import type { Stub } from '../core/rehearsal.ts'
import type {
  ReportedBase,
  ReportedError,
  ReportedHistory,
  ReportedRun,
  ReportedUndo,
} from '../core/reported-rehearsal.ts'
import { join, listed, type Phrase } from './phrase.ts'
import { named } from './statement-words.ts'
import { compareText, count } from './words.ts'

// What is said around the statements of a rehearsal; every renderer says the same.

/** What ran without a row of its own. */
export function quietText({ quiet, statements, outcome }: ReportedRun): string {
  if (statements.length > 0) {
    return quiet === 0 ? '' : `${count(quiet, 'more statement')} took no lock that blocks anybody.`
  }
  const ran = outcome === 'applied' ? 'It ran: ' : ''
  if (quiet === 0) return `${ran}there is nothing in it that blocks anybody.`
  return `${ran}${quiet === 1 ? 'its statement' : `none of its ${quiet} statements`} took ${quiet === 1 ? 'no' : 'a'} lock that blocks anybody.`
}

/** Where and why a file fails: `fails at line 3`, `column "b" does not exist (42703)`; undefined for one that ran. */
export function failureOf(run: ReportedRun): { readonly where: string; readonly why: Phrase } | undefined {
  const { statements, outcome, excuse } = run
  if (outcome === 'applied') return undefined
  const failed = statements.findLast(({ error }) => error !== undefined)
  const line = failed?.error?.line ?? failed?.lines.startLine
  const at = line === undefined ? '' : ` at line ${line}`
  if (excuse !== undefined)
    return { where: `stops here${at}, which tells nothing of the file`, why: [{ text: excuse }] }
  return { where: `fails${at}, and the rest is not run`, why: failed?.error ? errorPhrase(failed.error) : [] }
}

/** Statements that failed for sample rows, one sentence each. */
export function samplePhrases({ statements }: ReportedRun): Phrase[] {
  return statements.flatMap(({ lines, failedOnSamples: error }): Phrase[] => {
    if (!error) return []
    const line = error.line ?? lines.startLine
    return [
      [
        `Line ${line} fails on sample rows, which a table need not hold, and was run without them: `,
        ...errorPhrase(error),
      ],
    ]
  })
}

function errorPhrase({ code, message, detail }: ReportedError): Phrase {
  const more: Phrase = detail === undefined ? [] : ['. ', { text: detail }]
  return [{ text: message }, ' (', { code }, ')', ...more]
}

export function undoPhrase(undo: ReportedUndo): Phrase {
  switch (undo.outcome) {
    case 'restored':
      return ['The undo script restores the schema, and the file applies again.']
    case 'differs': {
      const differences = undo.differences.map(differencePhrase)
      return ['The undo script does not restore the schema: ', ...listed(differences, 0, 6), '.']
    }
    case 'failed':
      return [
        'The undo script fails at line ',
        `${undo.error.line ?? undo.lines.startLine} of `,
        { code: undo.path },
        ': ',
        ...errorPhrase(undo.error),
      ]
    case 'not-repeatable':
      return [
        'After the undo script the file does not apply again; it fails at line ',
        `${undo.error.line ?? undo.lines.startLine}: `,
        ...errorPhrase(undo.error),
      ]
    case 'stopped':
      return ['What the undo script does is not known: ', { text: undo.reason }, '.']
  }
}

type Difference = Extract<ReportedUndo, { outcome: 'differs' }>['differences'][number]

function differencePhrase({ kind, object, name, before, after }: Difference): Phrase {
  const subject: Phrase = [{ text: object }, ' ', ...named(name)]
  if (kind === 'missing') return [...subject, ' is missing']
  if (kind === 'left') return [...subject, ' is left']
  if (before === undefined || after === undefined) return [...subject, ' is another']
  return [...subject, ' is ', { code: after }, ' and was ', { code: before }]
}

/** `on Postgres 18 (embedded), after 41 merged files`; where no server was reached, only which it was to be. */
export function serverText({ server, base }: ReportedHistory): string {
  const where = server.kind === 'embedded' ? ' (embedded)' : ' (your server)'
  if (server.version === 0) return `on Postgres${where}`
  return `on Postgres ${server.version}${where}, after ${count(base.files, 'merged file')}`
}

/** What the database lacked that the files met: one sentence each. */
export function basePhrases({ stubs, skipped, tablesWithRows, files }: ReportedBase): Phrase[] {
  return [
    ...(stubs.length > 0 ? [stubsPhrase(stubs)] : []),
    ...(skipped.length > 0 ? [skippedPhrase(skipped)] : []),
    ...(files > 0 && tablesWithRows.length === 0
      ? [['No table held rows, so that no scan could be seen.']]
      : []),
  ]
}

function stubsPhrase(stubs: readonly Stub[]): Phrase {
  const byKind = [...Map.groupBy(stubs, ({ kind }) => kind)].sort(([one], [other]) => compareText(one, other))
  const kinds = byKind.map(([kind, found]): Phrase => {
    const names = found.map(({ name }): Phrase => [{ code: name }])
    return [`${kind === 'other' ? '' : `${kind} `}`, ...listed(names, 0, 5)]
  })
  return ['Stand-ins for ', ...join(kinds, '; '), '.']
}

function skippedPhrase(skipped: ReportedBase['skipped']): Phrase {
  const places = skipped.map(
    ({ path, lines, error }): Phrase => [
      { code: `${path}:${lines.startLine}` },
      ' (',
      { text: error.message },
      ')',
    ],
  )
  return [`${count(skipped.length, 'merged statement')} left out: `, ...listed(places), '.']
}
