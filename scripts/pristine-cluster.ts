import { pristineKey } from '../src/rehearsal/embedded/key.ts'
import { pack, thorough } from '../src/rehearsal/embedded/pack.ts'
import { openEmbedded } from '../src/rehearsal/embedded/session.ts'
import { shippedPristine } from '../src/rehearsal/pristine.ts'

/** The files of a new database server, packed. It takes seconds to make, and is made once for a version of the server. */
export async function pristineCluster(): Promise<Uint8Array> {
  const known = await shippedPristine.read(pristineKey)
  if (known) return known
  const session = await openEmbedded()
  const base = { files: 0, stubs: [], skipped: [], tablesWithRows: [] }
  return pack({ cluster: await session.close(), base }, thorough)
}
