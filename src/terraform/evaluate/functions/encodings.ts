import { Buffer } from 'node:buffer'
import { unknown, type Value } from '../../../core/terraform/value.ts'
import { failed, quoted } from '../failure.ts'
import { define, type Pure } from './define.ts'

export const encodings: Readonly<Record<string, Pure>> = {
  base64decode: define(['text'], (text) => decoded(text, 'utf-8')),
  base64encode: define(['text'], (text) => Buffer.from(text, 'utf8').toString('base64')),
  csvdecode: define(['text'], csv),
  textdecodebase64: define(['text', 'text'], (text, encoding) => {
    const known = encodingOf(encoding)
    return known ? decoded(text, known) : otherEncoding(encoding)
  }),
  textencodebase64: define(['text', 'text'], (text, encoding) => {
    const known = encodingOf(encoding)
    return known ? Buffer.from(text, known).toString('base64') : otherEncoding(encoding)
  }),
  urldecode: define(['text'], (text) => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '))
    } catch {
      return failed('it is no URL encoding')
    }
  }),
  urlencode: define(['text'], (text) =>
    encodeURIComponent(text.toWellFormed())
      .replaceAll('%20', '+')
      .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
}

function encodingOf(name: string): 'utf-8' | 'utf-16le' | undefined {
  const lower = name.toLowerCase()
  return lower === 'utf-8' || lower === 'utf-16le' ? lower : undefined
}

function otherEncoding(name: string): Value {
  return unknown(`the encoding ${quoted(name)} is not read`)
}

function decoded(base64: string, encoding: 'utf-8' | 'utf-16le'): Value {
  const bare = base64.replace(/[\r\n]/g, '')
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return failed('it is no base64')
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(Buffer.from(bare, 'base64'))
  } catch {
    return failed('it is no text')
  }
}

/** RFC 4180: the first record names the columns. */
function csv(text: string): Value {
  const rows = records(text)
  const header = rows?.shift()
  if (!rows || !header) return failed('it is no CSV')
  if (new Set(header).size < header.length) return failed('two columns have the same name')
  if (rows.some(({ length }) => length !== header.length)) return failed('a line has more columns, or fewer')
  return rows.map((row) => new Map(header.map((name, i) => [name, row[i] ?? ''])))
}

const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y

function records(text: string): string[][] | undefined {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length || row.length > 0) {
    field.lastIndex = at
    const found = field.exec(text)
    if (!found) return undefined
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    at = field.lastIndex
    if (text[at] === ',') {
      at++
      continue
    }
    const end = /\r?\n|$/y
    end.lastIndex = at
    if (!end.test(text)) return undefined
    if (row.length > 1 || row[0] !== '' || found[1] !== undefined) rows.push(row)
    row = []
    at = Math.max(end.lastIndex, at)
    if (at >= text.length) break
  }
  return rows
}
