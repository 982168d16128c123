import type { FileChange } from '../core/snapshot.ts'
import { byteOrder, decodePath } from './paths.ts'
import { must, type Repository } from './repository.ts'
import { CannotRead } from './result.ts'
import { emptyTreeIds } from './revisions.ts'

export interface Changes {
  readonly files: readonly FileChange[]
  /** False when only files with identical content could be paired as renames. */
  readonly renamesByContent: boolean
}

/** Most added or deleted files among which git looks for renames with edits; beyond it, identical contents are paired. */
const renameLimit = 1000

/** What changed between two commits, in byte order of path; a null base is the empty tree. */
export async function changesBetween(
  repository: Repository,
  base: string | null,
  head: string,
): Promise<Changes> {
  const from = base ?? emptyTreeIds.find((id) => id.length === head.length) ?? ''
  const similar = await compare(repository, from, head, '--find-renames=50%')
  // Looking for similar contents reads them, which a partial clone or huge files do not allow.
  const output =
    similar ?? (await must('diff-tree', repository.objects(question(from, head, '--find-renames=100%'))))
  const files = parseRawDiff(output).sort((left, right) => byteOrder(left.path, right.path))
  return { files, renamesByContent: similar !== undefined }
}

async function compare(
  repository: Repository,
  from: string,
  head: string,
  renames: string,
): Promise<Buffer | undefined> {
  try {
    const { code, output } = await repository.objects(question(from, head, renames))
    return code === 0 ? output : undefined
  } catch (error) {
    if (error instanceof CannotRead) return undefined
    throw error
  }
}

function question(from: string, head: string, renames: string): string[] {
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-abbrev', '--ignore-submodules=none']
  return [
    'diff-tree',
    '-r',
    '--raw',
    '-z',
    ...plain,
    renames,
    '--no-rename-empty',
    `-l${renameLimit}`,
    from,
    head,
  ]
}

/** Reads `:<mode> <mode> <id> <id> <status>NUL<path>NUL[<path>NUL]`, the output of `git diff-tree --raw -z`. */
function parseRawDiff(output: Buffer): FileChange[] {
  const fields = splitAtNul(output)
  const changes: FileChange[] = []
  for (let at = 0; at < fields.length; ) {
    const status = fields[at]?.toString('latin1').split(' ')[4]?.[0] ?? ''
    const [first, second] = [fields[at + 1], fields[at + 2]]
    const twoPaths = status === 'R' || status === 'C'
    if (!first || (twoPaths && !second)) throw new Error('unexpected diff-tree output: a path is missing')
    changes.push(changeOf(status, decodePath(first), twoPaths && second ? decodePath(second) : undefined))
    at += twoPaths ? 3 : 2
  }
  return changes
}

function changeOf(status: string, first: string, second: string | undefined): FileChange {
  if (status === 'R' && second !== undefined) return { status: 'renamed', path: second, previousPath: first }
  if (status === 'C' && second !== undefined) return { status: 'added', path: second }
  if (status === 'A') return { status: 'added', path: first }
  if (status === 'D') return { status: 'deleted', path: first }
  // T: the same path became a symlink or a submodule, or stopped being one.
  if (status === 'M' || status === 'T') return { status: 'modified', path: first }
  throw new Error(`unexpected diff-tree status ${JSON.stringify(status)}`)
}

function splitAtNul(output: Buffer): Buffer[] {
  const fields: Buffer[] = []
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start)
    if (end < 0) throw new Error('unexpected diff-tree output: no NUL at its end')
    fields.push(output.subarray(start, end))
    start = end + 1
  }
  return fields
}
