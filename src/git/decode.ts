import type { FileContent, UnreadFile, UnreadReason } from '../core/snapshot.ts'
import { figure } from './limits.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes git looks at to tell text from binary; we look at the same ones. */
const sniffedBytes = 8000

/** Longest file that can be a Git LFS pointer, in bytes (git-lfs specification). */
const lfsPointerBytes = 1024

/** The content of a file from its bytes: UTF-8 text with line endings kept and one byte order mark removed, or why not. */
export function decode(bytes: Uint8Array): FileContent {
  const encoding = foreignByteOrderMark(bytes)
  if (encoding) return unread('not-utf8', `The file is ${encoding}; only UTF-8 is read.`)
  if (bytes.subarray(0, sniffedBytes).includes(0)) {
    return unread('binary', `The file has a NUL byte in its first ${sniffedBytes} bytes.`)
  }
  const text = decodeUtf8(bytes)
  if (text === undefined) return unread('not-utf8', 'The file has bytes that are not UTF-8.')
  return lfsPointer(bytes, text) ?? { kind: 'text', text }
}

export function unread(reason: UnreadReason, detail: string): UnreadFile {
  return { kind: 'unread', reason, detail }
}

export function tooLarge(bytes: number, limit: number): UnreadFile {
  return unread('too-large', `The file has ${figure(bytes)}; files over ${figure(limit)} are not read.`)
}

/** For a content that a filter kept out of the clone: its size is not known. */
export function leftOut(limit: number): UnreadFile {
  return unread('too-large', `The file has more than ${figure(limit)}; such files are not fetched.`)
}

export function beyondTotal(bytes: number, limit: number): UnreadFile {
  return unread('too-large', `The file has ${figure(bytes)}, beyond the ${figure(limit)} read in one review.`)
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function foreignByteOrderMark(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'UTF-16 (little endian)'
  if (first === 0xfe && second === 0xff) return 'UTF-16 (big endian)'
  return undefined
}

function lfsPointer(bytes: Uint8Array, text: string): UnreadFile | undefined {
  if (bytes.length >= lfsPointerBytes) return undefined
  if (!/^version https:\/\/(git-lfs|hawser)\.github\.com\/spec\/v\d+\r?\n/.test(text)) return undefined
  const size = /^size (\d+)\r?$/m.exec(text)?.[1]
  if (size === undefined || !/^oid \w+:[0-9a-f]+\r?$/m.test(text)) return undefined
  return unread(
    'lfs-pointer',
    `The file is a Git LFS pointer to ${figure(Number(size))}; LFS contents are not fetched.`,
  )
}
