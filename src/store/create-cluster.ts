// Run as a process of its own: makes an embedded database in the directory it is given, and ends.
import { PGlite } from '@electric-sql/pglite'

const [, , directory = ''] = process.argv
const server = await PGlite.create({ dataDir: directory })
await server.close()
