import { existsSync, statSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { findGit, sealedEnvironment } from '../../git/environment.ts'
import { run } from '../../git/run.ts'
import { reason } from '../output.ts'
import { type Check, fail, ok, warn } from './check.ts'

const oldestGit = [2, 32] as const

export async function checkGit(): Promise<readonly Check[]> {
  const program = findGit()
  const { output } = await run({
    ...{ program, args: ['--version'], directory: tmpdir() },
    ...{ environment: sealedEnvironment(), seconds: 10 },
  })
  const version = output
    .toString()
    .trim()
    .replace(/^git version /, '')
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1])
  if (isOld) return [fail(`git ${version} is too old`, `Install git ${oldestGit.join('.')} or newer.`)]
  return [ok(`git ${version}`)]
}

const gigabyte = 1024 ** 3

/** The directory of the clones (and of the embedded store) can be written, and there is room in it. */
export async function checkDirectory(directory: string): Promise<readonly Check[]> {
  const path = resolve(directory)
  const there = nearest(path)
  try {
    if (!statSync(there).isDirectory()) throw new Error(`${there} is no folder`)
    await access(there, constants.W_OK)
  } catch (error) {
    return [
      fail(
        `${path} cannot be written: ${reason(error)}`,
        'Set SLUICE_DATA to a directory that the user of Sluice may write to.',
      ),
    ]
  }
  const what = there === path ? `${path} can be written` : `${path} will be made by \`sluice start\``
  return [ok(what), ...(await Promise.all([there, tmpdir()].map(checkRoom)))]
}

/** The folder itself, or the one in which it would be made. */
function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path))
}

async function checkRoom(path: string): Promise<Check> {
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  const what = `${(free / gigabyte).toFixed(1)} GiB free in ${path}`
  if (free < gigabyte / 4) return fail(what, 'Make room, or move it with SLUICE_DATA or TMPDIR.')
  if (free < 2 * gigabyte) return warn(what, 'A large repository may not fit: make room soon.')
  return ok(what)
}
