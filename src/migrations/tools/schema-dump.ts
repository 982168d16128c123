import type { Draft } from '../draft.ts'
import { fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { guessable } from './guess.ts'

const named = /^(?:schema|structure)(?:[._-](?:dump|generated|pg|postgres|postgresql|mysql))?\.sql$/i
const dumpHeader = /^--\s*(?:PostgreSQL database (?:cluster )?dump|(?:MySQL|MariaDB) dump)\b/m

/**
 * Dumps of a whole schema: the header that pg_dump, mysqldump and mariadb-dump write, or a `schema.sql` or
 * `structure.sql` that creates tables (pg_dump's pg_backup_archiver.c writes "PostgreSQL database dump" as
 * the first comment).
 */
export function findSchemaDumps(project: Project, free: readonly string[]): Draft[] {
  return free
    .filter((path) => isDump(path, project.text(path)))
    .map((path) => ({
      path,
      role: 'schema',
      version: '',
      description: fileName(path),
      rank: [],
      transaction: 'none',
      sections: oneWay(project.text(path), 'up'),
    }))
}

function isDump(path: string, text: string | undefined): boolean {
  if (text === undefined) return named.test(fileName(path)) && guessable(path)
  if (dumpHeader.test(text.slice(0, 2000))) return true
  return (
    named.test(fileName(path)) &&
    guessable(path) &&
    /\bCREATE\s{1,9}(?:TABLE|UNLOGGED|SCHEMA|TYPE)\b/i.test(text)
  )
}
