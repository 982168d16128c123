import { lockModes } from '../src/core/statement.ts'
import { type Row, rows, type Seen } from '../test/rehearsal/lock-table.ts'

/** `docs/postgres-versions.md`, out of the lock table: what one version of Postgres does otherwise than another. */
export function postgresVersionsPage(): string {
  const steps = rows.flatMap(changesOf)
  const refused = steps.filter(({ before }) => before.error !== undefined)
  const otherwise = steps.filter(({ before }) => before.error === undefined)
  return `# What Postgres does by version

Of ${rows.length} statements that migrations hold, these do not do the same on every version from 11 to 18: measured on each of them, on tables with rows
(\`npm run test:versions\`; the statements are in \`test/rehearsal/lock-table.txt\`, the database they met in \`test/rehearsal/lock-table-base.ts\`). All others lock, rewrite,
build and scan alike. A rehearsal in the embedded server shows version 18; for older ones the rules know what follows.

## Locks and work

| statement | changed in | before | since |
| --- | --- | --- | --- |
${tableOf(otherwise, ({ statement, version, before, since }) => [statement, version, ...contrast(before, since)])}

## Refused by older versions

| statement | since | before |
| --- | --- | --- |
${tableOf(refused, ({ statement, version, before }) => [statement, version, `SQLSTATE ${before.error}: ${reasons[before.error ?? ''] ?? 'an error'}`])}
`
}

/** A version from which a statement does something else than before. */
interface Change {
  readonly statement: string
  readonly version: number
  readonly since: Seen
  readonly before: Seen
}

function changesOf(row: Row): Change[] {
  const statement = [...row.first, row.sql].map((sql) => `\`${sql}\``).join(', then ')
  return row.seen.flatMap((before, i) => {
    const since = row.seen[i - 1]
    return since && before.below ? [{ statement, version: before.below, since, before }] : []
  })
}

function tableOf(
  changes: readonly Change[],
  cells: (change: Change) => readonly (string | number)[],
): string {
  const sorted = changes.toSorted((one, other) => one.version - other.version)
  return sorted.map((change) => `| ${cells(change).join(' | ').replaceAll('||', '\\|\\|')} |`).join('\n')
}

/** Only that in which they differ. */
function contrast(before: Seen, since: Seen): [string, string] {
  return [sentence(before, since), sentence(since, before)]
}

/** What one does beyond the other. */
function sentence(own: Seen, other: Seen): string {
  const more = (key: 'rewrites' | 'builds' | 'scans') => own[key].filter((name) => !other[key].includes(name))
  const locks = lockModes.toReversed().map((mode): [string, readonly string[]] => {
    const names = Object.keys(own.locks).filter((name) => own.locks[name] === mode)
    return [`${mode} on`, names.filter((name) => other.locks[name] !== mode)]
  })
  const work: [string, readonly string[]][] = [
    ['rewrites', more('rewrites')],
    ['builds', more('builds')],
    ['reads every row of', more('scans')],
  ]
  const told = [...locks, ...work].filter(([, names]) => names.length > 0)
  return told.map(([what, names]) => `${what} ${names.join(', ')}`).join('; ') || '—'
}

const reasons: Readonly<Record<string, string>> = {
  '25001': 'it cannot run inside a transaction block',
  '42601': 'a syntax error',
  '42809': 'not for this kind of table',
}
