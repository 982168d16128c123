import { shortened } from '../core/text.ts'
import type { DiffRow } from './line-diff.ts'
import type { SharedFile } from './material.ts'
import type { Lines } from './question.ts'

const longestLine = 1000
/** Of `12345 + `: the number of the line at head, whether it is added (`+`), removed (`-`) or neither, and the code from here on. */
const numberWidth = 5

/** A line of code with its margin. Removed lines have no number, as head does not have them. */
export function rowText({ shared }: SharedFile, { base, head }: DiffRow): string {
  const sign = base === undefined ? '+' : head === undefined ? '-' : ' '
  const line = head === undefined ? shared.base[(base ?? 1) - 1] : shared.head[head - 1]
  return marginText(head, sign, line ?? '')
}

/** A line with its margin; one that head does not have, without a number. */
export function marginText(number: number | undefined, sign: '+' | '-' | ' ', line: string): string {
  return `${String(number ?? '').padStart(numberWidth)} ${sign} ${shortened(line, longestLine)}`
}

/** Lines of head with their margin, as they stand there. */
export function headText(file: SharedFile, { startLine, endLine }: Lines): readonly string[] {
  return file.shared.head
    .slice(startLine - 1, endLine)
    .map((_, i) => rowText(file, { base: 0, head: startLine + i }))
}

/** What stands over a file's lines. Names of files may hold anything; this is one line whatever they hold. */
export function fileHeading({
  path,
  status,
}: {
  readonly path: string
  readonly status: SharedFile['status'] | 'unchanged'
}): string {
  return `== ${pathText(path)} (${status === 'deleted' ? 'gone' : status})`
}

/** A path on one line. */
export function pathText(path: string): string {
  return /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(path) ? JSON.stringify(path) : path
}
