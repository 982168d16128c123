import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRead } from './result.ts'

export interface BareRoom {
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

/**
 * A repository of our own, empty but for the objects it borrows. Whatever a `.git/config` under review names (drivers,
 * filters, monitors, hooks, promisors to fetch from, replaced objects) does not exist here.
 */
export async function bareRoom(objectStore: Buffer): Promise<BareRoom> {
  const [format = '', ...path] = objectStore
    .toString()
    .replace(/\r?\n$/, '')
    .split('\n')
  const directory = await mkdtemp(join(tmpdir(), 'sluice-')).catch(noRoom)
  await mkdir(join(directory, 'refs'))
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n')
  await writeFile(join(directory, 'config'), configuration(format.trim()))
  return {
    directory,
    environment: { GIT_OBJECT_DIRECTORY: path.join('\n') },
    close: () => rm(directory, { recursive: true, force: true }),
  }
}

function configuration(objectFormat: string): string {
  return `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = ${objectFormat}\n`
}

function noRoom(error: Error): never {
  throw new CannotRead(
    `No directory could be made in ${tmpdir()}: ${error.message}`,
    'Set TMPDIR to a directory this user may write to.',
  )
}
