import { figure } from './limits.ts'
import { decodePath } from './paths.ts'
import { must, type Repository } from './repository.ts'
import { CannotRead } from './result.ts'

/** One path of a commit's tree. */
export interface Entry {
  readonly path: string
  readonly kind: 'file' | 'symlink' | 'submodule'
  readonly id: string
  /** Bytes of the content; null when the object is not in this clone, and for submodules. */
  readonly size: number | null
}

const question = ['ls-tree', '-r', '-z', '--long', '--full-tree']

/** Every path of a commit's tree, in the byte order git keeps. */
export async function listTree(repository: Repository, commit: string | null): Promise<readonly Entry[]> {
  if (commit === null) return []
  const entries = parseListing(await must('ls-tree', repository.objects([...question, commit])))
  if (entries.length <= repository.limits.paths) return entries
  throw new CannotRead(
    `Commit ${commit} has ${entries.length} files; at most ${repository.limits.paths} are listed.`,
    'Review a smaller repository.',
  )
}

/** Reads `<mode> <type> <id> <size>TAB<path>NUL`, the output of `git ls-tree -r -z --long`. */
function parseListing(output: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let start = 0; start < output.length; ) {
    const tab = output.indexOf(9, start)
    const end = output.indexOf(0, tab)
    const [mode, , id, size] = output.toString('latin1', start, tab).split(/ +/)
    if (tab < 0 || end < 0 || !mode || !id)
      throw new Error(`unexpected ls-tree output at byte ${start} of ${figure(output.length)}`)
    entries.push({
      path: decodePath(output.subarray(tab + 1, end)),
      kind: kindOf(mode),
      id,
      size: sizeOf(size),
    })
    start = end + 1
  }
  return entries
}

function kindOf(mode: string): Entry['kind'] {
  if (mode === '120000') return 'symlink'
  return mode === '160000' ? 'submodule' : 'file'
}

/** git prints `-` for a submodule and `BAD` for an object it does not have. */
function sizeOf(word: string | undefined): number | null {
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : null
}
