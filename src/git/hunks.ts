import { StringDecoder } from 'node:string_decoder'
import { basePath, headPath, type Snapshot, type Tree, textAt } from '../core/snapshot.ts'
import type { Repository } from './repository.ts'
import { CannotRead } from './result.ts'
import { emptyTreeIds } from './revisions.ts'

export interface LineRange {
  /** 1-based, both included. */
  readonly startLine: number
  readonly endLine: number
}

export type Hunks = Readonly<Record<string, readonly LineRange[]>>

/** A pull request page shows no more files; what lies beyond is not known here. */
const mostFiles = 300
const mostBytes = 32 * 1024 * 1024

/**
 * For each changed file that was read on both sides, the lines of head that GitHub shows: three around every change. A file whose
 * changes could not be told is absent, which is no error: its findings are told elsewhere than at their lines.
 */
export async function hunksOf(repository: Repository, snapshot: Snapshot): Promise<Hunks> {
  const paths = shownPaths(snapshot)
  const { base, head } = snapshot
  if (paths.length === 0 || head.commit === null) return {}
  const from = base.commit ?? emptyTreeIds.find((id) => id.length === head.commit?.length) ?? ''
  const reader = hunkReader()
  const args = [...question, from, head.commit, '--', ...paths]
  try {
    const { code } = await repository.objects(args, { onOutput: reader.take })
    return code === 0 ? reader.hunks() : {}
  } catch (error) {
    if (error instanceof CannotRead) return {}
    throw error
  }
}

const question = [
  '--literal-pathspecs',
  ...['-c', 'core.quotePath=false'],
  ...['diff-tree', '-r', '-p', '-U3', '--find-renames=50%', '-l1000', '--no-rename-empty'],
  ...['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=all'],
  ...['--src-prefix=a/', '--dst-prefix=b/'],
]

/** Both names of every changed file that is text on the sides it has: only such contents are sure to be in the clone. */
function shownPaths({ changed, base, head }: Snapshot): string[] {
  const isText = (tree: Tree, path: string | undefined) =>
    path === undefined || textAt(tree, path) !== undefined
  const shown = changed.filter(
    (change) =>
      change.status !== 'deleted' && isText(base, basePath(change)) && isText(head, headPath(change)),
  )
  return [
    ...new Set(shown.slice(0, mostFiles).flatMap(({ path, previousPath }) => [path, previousPath ?? path])),
  ]
}

/** Takes a patch in chunks cut anywhere. */
function hunkReader() {
  const found: Record<string, LineRange[]> = Object.create(null)
  let ranges: LineRange[] | undefined
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let bytes = 0
  let inHeader = false

  const takeLine = (line: string) => {
    if (line.startsWith('diff --git ')) {
      inHeader = true
      ranges = undefined
    } else if (inHeader && line.startsWith('+++ ')) ranges = rangesOf(line)
    else if (line.startsWith('@@ ')) {
      inHeader = false
      const range = rangeOf(line)
      if (range) ranges?.push(range)
    }
  }
  const rangesOf = (line: string) => {
    // A name with white space ends in a tab; a quoted one has characters that no comment can hang on anyway.
    const path = /^\+\+\+ b\/([^\t]*)\t?$/.exec(line)?.[1]
    if (path === undefined) return undefined
    found[path] ??= []
    return found[path]
  }
  return {
    take(chunk: Buffer) {
      bytes += chunk.length
      if (bytes > mostBytes) return
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) takeLine(line)
    },
    hunks: (): Hunks => (bytes > mostBytes ? {} : { ...found }),
  }
}

/** `@@ -1,4 +1,5 @@` -> lines 1 to 5. */
function rangeOf(header: string): LineRange | undefined {
  const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(header) ?? []
  if (start === undefined || count === '0') return undefined
  return { startLine: Number(start), endLine: Number(start) + Number(count) - 1 }
}
