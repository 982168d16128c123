import { spawn } from 'node:child_process'
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StoreUnavailable } from './unavailable.ts'

/**
 * Makes the files of an embedded database, in a process of its own: it takes 200 MB that a process never gives back. Under another name
 * until they are whole, so that what was cut short is not taken for a database.
 */
export async function createCluster(files: string): Promise<void> {
  const unfinished = `${files}.new`
  rmSync(unfinished, { recursive: true, force: true })
  const script = fileURLToPath(new URL('./create-cluster.ts', import.meta.url))
  const { code, complaint } = await finished(script, unfinished)
  if (code !== 0)
    throw new StoreUnavailable(
      `The embedded database cannot be made in ${files}: ${complaint || `exit code ${code}`}.`,
      'Check free space (60 MB are needed) and permissions there.',
    )
  renameSync(unfinished, files)
}

interface Ending {
  readonly code: number | null
  /** The end of standard error. */
  readonly complaint: string
}

function finished(script: string, argument: string): Promise<Ending> {
  const { promise, resolve, reject } = Promise.withResolvers<Ending>()
  const child = spawn(process.execPath, [script, argument], { stdio: ['ignore', 'ignore', 'pipe'], env: {} })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-600)
  })
  child.on('error', reject)
  child.on('close', (code) => resolve({ code, complaint: complaint.trim() }))
  return promise
}
