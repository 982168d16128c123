import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { snapshotsIn } from './embedded/snapshots.ts'

/**
 * Where the build puts a new cluster, which takes seconds to make. This file lies as deep in the sources as what it is built into, so that
 * both find it.
 */
export const shippedPristine = snapshotsIn(join(fileURLToPath(import.meta.url), '../../../dist/rehearsal'))
