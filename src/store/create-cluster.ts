// Run as a process of its own: makes an embedded database in the directory it is given, and ends.
import { PGlite } from '@electric-sql/pglite'

// Not awaited up here: what is built is CommonJS.
void make(process.argv[2] ?? '')

async function make(directory: string): Promise<void> {
  const server = await PGlite.create({ dataDir: directory })
  await server.close()
}
