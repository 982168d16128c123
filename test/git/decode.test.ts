import { describe, expect, it } from 'vitest'
import { decode } from '../../src/git/decode.ts'

const oid = 'a'.repeat(64)
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`

describe('text', () => {
  it.each([
    ['CRLF is kept', 'a\r\nb\n', 'a\r\nb\n'],
    ['one byte order mark is removed', '\ufeffselect', 'select'],
    ['a second byte order mark is text', '\ufeff\ufeffx', '\ufeffx'],
    ['a byte order mark inside is text', 'a\ufeffb', 'a\ufeffb'],
    ['all of Unicode', 'naïve 数据 😀', 'naïve 数据 😀'],
    ['nothing', '', ''],
    ['a NUL after the first 8,000 bytes', `${'x'.repeat(8000)}\0`, `${'x'.repeat(8000)}\0`],
    ['a page about LFS', `-- see\n${pointer}`, `-- see\n${pointer}`],
    [
      'the first line of a pointer alone',
      'version https://git-lfs.github.com/spec/v1\n',
      'version https://git-lfs.github.com/spec/v1\n',
    ],
    ['something long that starts like a pointer', pointer + ' '.repeat(1024), pointer + ' '.repeat(1024)],
  ])('%s', (_, stored, text) => {
    expect(decode(Buffer.from(stored))).toEqual({ kind: 'text', text })
  })
})

describe('unread', () => {
  it.each([
    ['a NUL', Buffer.from('select\0'), 'binary', 'NUL byte in its first 8000 bytes'],
    ['the last byte that is looked at', Buffer.from(`${'x'.repeat(7999)}\0`), 'binary', 'NUL'],
    ['UTF-16 LE', Buffer.from('\ufeffselect', 'utf16le'), 'not-utf8', 'UTF-16 (little endian)'],
    ['UTF-16 BE', Buffer.from('\ufeffselect', 'utf16le').swap16(), 'not-utf8', 'UTF-16 (big endian)'],
    ['Latin-1', Buffer.from('-- caf\xe9', 'latin1'), 'not-utf8', 'not UTF-8'],
    ['an encoded surrogate', Buffer.from([0xed, 0xa0, 0x80]), 'not-utf8', 'not UTF-8'],
    ['a cut character', Buffer.from('é').subarray(0, 1), 'not-utf8', 'not UTF-8'],
    ['an LFS pointer', Buffer.from(pointer), 'lfs-pointer', '12345 bytes'],
    ['an LFS pointer with CRLF', Buffer.from(pointer.replaceAll('\n', '\r\n')), 'lfs-pointer', '12345 bytes'],
  ])('%s', (_, bytes, reason, detail) => {
    expect(decode(bytes)).toEqual({ kind: 'unread', reason, detail: expect.stringContaining(detail) })
  })
})
