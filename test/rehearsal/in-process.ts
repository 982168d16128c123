import { buildBase } from '../../src/rehearsal/base/build.ts'
import { sampleRows } from '../../src/rehearsal/base/samples.ts'
import { openEmbedded } from '../../src/rehearsal/embedded/session.ts'
import { rehearse } from '../../src/rehearsal/rehearse.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import type { Session } from '../../src/rehearsal/session.ts'
import { beginChange } from '../../src/rehearsal/watch/world.ts'

/** A rehearser for trusted SQL, all in one embedded server in this process, which is emptied between rehearsals. */
export async function openInProcess(): Promise<Rehearser> {
  const session = await openEmbedded()
  return {
    async rehearse(request) {
      await empty(session)
      const base = await buildBase(session, request)
      const world = await beginChange(session, sampleRows)
      return rehearse(session, request, { base, world })
    },
    async close() {
      await session.close()
    },
  }
}

async function empty(session: Session): Promise<void> {
  for (const statement of ['ROLLBACK', 'RESET ROLE', 'DISCARD ALL', removal, ...beginnings]) {
    const { error } = await session.run(statement)
    if (error && error.code !== '25P01') throw new Error(`${statement}: ${error.message}`)
  }
}

const removal = `DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT evtname FROM pg_event_trigger LOOP EXECUTE format('DROP EVENT TRIGGER %I CASCADE', one.evtname); END LOOP;
  FOR one IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION %I CASCADE', one.extname); END LOOP;
  FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    LOOP EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname); END LOOP;
  FOR one IN SELECT rolname FROM pg_roles WHERE rolname <> current_user AND rolname !~ '^pg_'
    LOOP EXECUTE format('DROP OWNED BY %1$I CASCADE', one.rolname); EXECUTE format('DROP ROLE %I', one.rolname); END LOOP;
END $$`

const beginnings = ['CREATE SCHEMA public', 'GRANT USAGE ON SCHEMA public TO PUBLIC']
