import { createHash } from 'node:crypto'
import { define, type Pure } from './define.ts'

export const hashes: Readonly<Record<string, Pure>> = {
  base64sha256: hash('sha256', 'base64'),
  base64sha512: hash('sha512', 'base64'),
  md5: hash('md5', 'hex'),
  sha1: hash('sha1', 'hex'),
  sha256: hash('sha256', 'hex'),
  sha512: hash('sha512', 'hex'),
}

function hash(algorithm: string, encoding: 'hex' | 'base64'): Pure {
  return define(['text'], (text) => createHash(algorithm).update(text, 'utf8').digest(encoding))
}
