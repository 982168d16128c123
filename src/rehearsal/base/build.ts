import type { RehearsalRequest, RehearsedBase } from '../../core/rehearsal.ts'
import type { Session } from '../session.ts'
import { beginFile } from './begin-file.ts'
import { filledTables } from './filled.ts'
import { replay } from './replay.ts'
import { rememberSamples } from './samples.ts'
import { seed } from './seed.ts'

/**
 * Builds what the new files will meet: runs the merged ones in order and puts sample rows into tables that they leave empty. Never fails for
 * anything a file holds: what could not be had is told.
 */
export async function buildBase(
  session: Session,
  { base, tool }: Pick<RehearsalRequest, 'base' | 'tool'>,
): Promise<RehearsedBase> {
  const { stubs, skipped } = await replay(session, base, tool)
  const reset = () => beginFile(session, tool)
  await rememberSamples(session, await seed(session, reset))
  await reset()
  return { files: base.length, stubs, skipped, tablesWithRows: await filledTables(session) }
}
