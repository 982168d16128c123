import { git } from './git.ts'

/** A file of a diff, as GitHub lists it. */
export interface FileDiff {
  readonly filename: string
  readonly previous?: string
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed'
  readonly blob: string
  readonly additions: number
  readonly deletions: number
  /** From its first `@@`; undefined for binary files and those too large (facts, "diff limits"). */
  readonly patch: string | undefined
  readonly lines: number
}

export interface Diff {
  readonly files: readonly FileDiff[]
  readonly text: string
  readonly lines: number
}

/** Per file 20,000 lines or 500 KB; in all 20,000 lines or 1 MB: beyond that a file has no patch. */
const limits = { fileLines: 20_000, fileBytes: 500_000, totalLines: 20_000, totalBytes: 1_000_000 }
const cache = new Map<string, Diff>()

/** Two commits never change, so a diff is made once. */
export function diffOf(directory: string, from: string, to: string): Diff {
  const key = `${directory} ${from} ${to}`
  const known = cache.get(key) ?? makeDiff(directory, from, to)
  cache.set(key, known)
  return known
}

function makeDiff(directory: string, from: string, to: string): Diff {
  const options = ['-c', 'core.quotePath=false', 'diff', '-M', '--no-color', '--no-ext-diff', '-l0']
  const raw = git(directory, [...options, '--raw', '-z', '--no-abbrev', from, to])
  const counts = git(directory, [...options, '--numstat', '-z', from, to])
  const text = git(directory, [...options, '-p', from, to])
  const patches = text.split(/^(?=diff --git )/m).map(patchOf)
  const total = { lines: 0, bytes: 0 }
  const changed = readRaw(raw)
  const numbers = readNumstat(counts)
  const files = changed.map((file, index): FileDiff => {
    const whole = patches[index]
    const lines = whole?.split('\n').length ?? 0
    const [additions = 0, deletions = 0] = numbers[index] ?? []
    return { ...file, additions, deletions, lines, patch: withinLimits(whole, lines, total) }
  })
  return { files, text, lines: text.split('\n').length - 1 }
}

function patchOf(text: string): string | undefined {
  const start = text.search(/^@@ /m)
  return start < 0 ? undefined : text.slice(start).replace(/\n$/, '')
}

function withinLimits(
  patch: string | undefined,
  lines: number,
  total: { lines: number; bytes: number },
): string | undefined {
  if (patch === undefined || lines > limits.fileLines || patch.length > limits.fileBytes) return undefined
  total.lines += lines
  total.bytes += patch.length
  return total.lines > limits.totalLines || total.bytes > limits.totalBytes ? undefined : patch
}

const statuses = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
} as const

function readRaw(raw: string): Pick<FileDiff, 'filename' | 'previous' | 'status' | 'blob'>[] {
  const words = raw.split('\0')
  const files = []
  for (let at = 0; at < words.length - 1; ) {
    const [, , before = '', after = '', letter = 'M'] = (words[at] ?? '').split(' ')
    const status = statuses[letter[0] as keyof typeof statuses]
    const moved = status === 'renamed' || status === 'copied'
    const filename = words[at + (moved ? 2 : 1)] ?? ''
    const blob = status === 'removed' ? before : after
    files.push({ filename, status, blob, ...(moved && { previous: words[at + 1] ?? '' }) })
    at += moved ? 3 : 2
  }
  return files
}

/** Additions and deletions in the order of the files; binary files count none. */
function readNumstat(text: string): [number, number][] {
  const words = text.split('\0')
  const numbers: [number, number][] = []
  for (let at = 0; at < words.length - 1; ) {
    const [added = '', deleted = '', path = ''] = (words[at] ?? '').split('\t')
    numbers.push([Number(added) || 0, Number(deleted) || 0])
    at += path === '' ? 3 : 1
  }
  return numbers
}

export interface Hunk {
  readonly header: string
  readonly lines: readonly { side: 'LEFT' | 'RIGHT' | 'both'; left: number; right: number; text: string }[]
}

/** The hunks of a patch with the numbers their lines have on each side. */
export function hunksOf(patch: string): Hunk[] {
  return patch.split(/^(?=@@ )/m).map((text) => {
    const [header = '', ...rest] = text.replace(/\n$/, '').split('\n')
    const [, l = '1', r = '1'] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(header) ?? []
    let [left, right] = [Number(l), Number(r)]
    const lines = rest
      .filter((line) => !line.startsWith('\\'))
      .map((line) => {
        const side = line.startsWith('+') ? 'RIGHT' : line.startsWith('-') ? 'LEFT' : 'both'
        const one = { side, left, right, text: line } as const
        if (side !== 'RIGHT') left += 1
        if (side !== 'LEFT') right += 1
        return one
      })
    return { header, lines }
  })
}

/** Where in a hunk a line of this side is; -1 when it is not. */
export function placeIn(hunk: Hunk, side: 'LEFT' | 'RIGHT', line: number): number {
  return hunk.lines.findIndex((one) => {
    if (one.side !== 'both' && one.side !== side) return false
    return (side === 'LEFT' ? one.left : one.right) === line
  })
}

/** The number a line of the file has in a later commit; undefined when it was changed or removed there. */
export function lineLater(
  directory: string,
  path: string,
  line: number,
  [from, to]: readonly [string, string],
): number | undefined {
  if (from === to) return line
  const patch = git(directory, ['diff', '--no-color', '--no-ext-diff', '-U0', from, to, '--', path])
  let moved = line
  for (const [, start = '', count = '1', , added = '1'] of patch.matchAll(
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm,
  )) {
    const [first, length] = [Number(start), Number(count)]
    if (length > 0 && line >= first && line < first + length) return undefined
    if (line >= first + length && (length > 0 || line > first)) moved += Number(added) - length
  }
  return moved
}
