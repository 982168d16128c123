import type { RehearsedStep, Script, ScriptStatement } from '../../src/core/rehearsal.ts'
import { type Played, play } from '../../src/rehearsal/play.ts'
import type { Session } from '../../src/rehearsal/session.ts'
import { beginChange, type SampleRows } from '../../src/rehearsal/watch/world.ts'
import { must } from './undo/sessions.ts'

/** A statement; how it stands in a transaction where it does not commit by itself. */
export type Part = string | (Omit<ScriptStatement, 'range'> & { readonly sql: string })

/** A file of these statements. */
export function scriptOf(parts: readonly Part[]): Script {
  let text = '-- 𝒳\n'
  const statements = parts.map((part) => {
    const { sql, ...plan } = typeof part === 'string' ? { sql: part } : part
    const range = { start: text.length, end: text.length + sql.length }
    text += `${sql};\n`
    return { range, ...plan }
  })
  return { path: 'change.sql', text, statements }
}

export const inTool = (sql: string): Part => ({ sql, transaction: 0, openedBy: 'tool' })

/** A database with nothing in it. */
export async function emptied(session: Session): Promise<void> {
  const { error } = await session.run('ROLLBACK')
  if (error) throw new Error(error.message)
  await must(
    session,
    ...['RESET SESSION AUTHORIZATION', 'DISCARD ALL', 'DROP EVENT TRIGGER IF EXISTS sluice_rehearsal'],
    removal,
    ...['CREATE SCHEMA public', 'GRANT ALL ON SCHEMA public TO PUBLIC'],
  )
}

/** Plays a change on what the base makes. */
export async function playedOn(
  session: Session,
  { base, samples }: { readonly base: readonly string[]; readonly samples?: SampleRows },
  change: readonly Part[],
): Promise<Played> {
  await must(session, ...base)
  return play(session, scriptOf(change), await beginChange(session, samples))
}

/** What a step shows of relations that were there before, a line each. */
export function shown({ locks, work, rows }: Pick<RehearsedStep, 'locks' | 'work' | 'rows'>): string[] {
  return [
    ...locks
      .filter(({ existing, kind }) => existing && kind !== 'index')
      .map(({ mode, relation }) => `${mode} ${relation}`),
    ...work
      .filter(({ existing }) => existing)
      .map(({ kind, table, index }) => `${kind} ${index ? `${index} on ${table}` : table}`),
    ...rows
      .filter(({ existing }) => existing)
      .map(
        ({ table, inserted, updated, deleted, before }) =>
          `${table}: ${before} +${inserted} ~${updated} -${deleted}`,
      ),
  ]
}

const removal = `DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    LOOP EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname); END LOOP;
END $$`
