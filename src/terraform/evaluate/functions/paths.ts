import { posix } from 'node:path'
import { define, type Pure } from './define.ts'

export const paths: Readonly<Record<string, Pure>> = {
  basename: define(['text'], (path) => posix.basename(path) || (path.startsWith('/') ? '/' : '.')),
  dirname: define(['text'], (path) => posix.normalize(posix.dirname(path.endsWith('/') ? `${path}x` : path))),
}
