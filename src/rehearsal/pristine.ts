import { fileURLToPath } from 'node:url'

/**
 * Where the build puts the snapshot of a new cluster. This file lies as deep in the sources as what it is built into, so that both find it.
 */
export const shippedDirectory = fileURLToPath(new URL('../../dist/rehearsal', import.meta.url))
